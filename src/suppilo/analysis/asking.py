"""The words of a question: steps, exclusions, and what splits the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suppilo.analysis.errors import N_, BadInput
from suppilo.kernel.conditions import ConditionError, Test
from suppilo.kernel.conditions.parsing_tests import tests_of

#: Steps and exclusions share the 64 bits of an event's mask with two that the kernel needs.
MOST_STEPS, MOST_CONDITIONS = 60, 62


@dataclass(frozen=True)
class Event:
    """An event by its name and, with `where`, by its properties: a value, a list of values, or comparisons.

    Comparisons are those of the definition's language: is, is_not, in, contains, starts_with, at_least, at_most,
    more_than, less_than, before, after, is_missing, is_present. All of them must hold. Text compares without regard
    to case.

    >>> Event("purchase", where={"amount": {"at_least": 100}, "country": ["FI", "SE"]})
    Event('purchase', where={'amount': {'at_least': 100}, 'country': ['FI', 'SE']})
    """

    name: str
    where: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __repr__(self) -> str:
        return f"Event({self.name!r}, where={dict(self.where)!r})" if self.where else f"Event({self.name!r})"

    @property
    def label(self) -> str:
        """How the event is called in tables and pictures."""
        return " ".join([self.name, *(f"{key}={_short(value)}" for key, value in self.where.items())])


@dataclass(frozen=True)
class Exclude:
    """An event that voids a try which has filled step `after` and not yet step `before` (counted from 1).

    Without `after` and `before` it spans the whole try.

    >>> Exclude("refund", after=1, before=2)
    Exclude(event='refund', after=1, before=2)
    """

    event: str | Event
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Step:
    """The step (counted from 1) whose event gives the value of a breakdown.

    >>> Step(2)
    Step(number=2)
    """

    number: int


@dataclass(frozen=True)
class Condition:
    """An event as it is looked for: its name, and the tests its properties must meet."""

    name: str
    tests: tuple[Test, ...] = ()


def condition_of(asked: object, role: str) -> Condition:
    """An event name or an Event as a condition; raises BadInput."""
    event = Event(asked) if isinstance(asked, str) else asked
    if not isinstance(event, Event) or not isinstance(event.name, str) or not event.name:
        text = N_("{role}: {asked!r} is no event. Write its name as text, or suppilo.Event(name, where=...).")
        raise BadInput("bad_step", text, role=role, asked=asked)
    where: Any = event.where
    if not isinstance(where, Mapping):
        text = N_('{role}: where= is written as names and values, for example where={{"country": "FI"}}.')
        raise BadInput("bad_where", text, role=role)
    tests: list[Test] = []
    for key, wanted in event.where.items():
        try:
            tests += tests_of(str(key), _plain(wanted), (str(key),))
        except ConditionError as error:
            text = N_("{role}: where {key}: {problem}")
            raise BadInput("bad_where", text, role=role, key=key, problem=str(error)) from error
    return Condition(event.name, tuple(tests))


def steps_of(steps: object, least: int = 1, role: str = "steps") -> tuple[Condition, ...]:
    """The steps of a question as conditions; raises BadInput."""
    if isinstance(steps, str | Event) or not isinstance(steps, Iterable):
        text = N_('{role}= is a list of event names, for example {role}=["view", "purchase"].')
        raise BadInput("bad_steps", text, role=role)
    found = tuple(condition_of(step, f"{role}[{place}]") for place, step in enumerate(steps))
    if not least <= len(found) <= MOST_STEPS:
        text = N_("{role}= has {least} to {most} entries, not {count}.")
        raise BadInput("bad_steps", text, role=role, least=least, most=MOST_STEPS, count=len(found))
    return found


def labels_of(steps: Iterable[str | Event]) -> tuple[str, ...]:
    """How the steps are called."""
    return tuple(step if isinstance(step, str) else step.label for step in steps)


def excluded(
    exclude: Sequence[Exclude | str | Event] | Exclude | str | Event, steps: int, any_order: bool
) -> tuple[tuple[Condition, ...], tuple[tuple[int, int], ...]]:
    """The exclusions' conditions, and between which steps (after, before) each acts; raises BadInput."""
    asked = [exclude] if isinstance(exclude, Exclude | str | Event) else list(exclude)
    if len(asked) + steps > MOST_CONDITIONS:
        text = N_("Steps and exclusions together are at most {most}, not {count}.")
        raise BadInput("bad_steps", text, most=MOST_CONDITIONS, count=len(asked) + steps)
    conditions, between = [], []
    for place, one in enumerate(asked):
        given = one if isinstance(one, Exclude) else Exclude(one)
        role = f"exclude[{place}]"
        conditions.append(condition_of(given.event, role))
        between.append(_between(given, steps, any_order, role))
    return tuple(conditions), tuple(between)


def _between(given: Exclude, steps: int, any_order: bool, role: str) -> tuple[int, int]:
    after = 1 if given.after is None else given.after
    before = max(steps, 2) if given.before is None else given.before
    if any_order and (given.after is not None or given.before is not None):
        text = N_("{role}: in any order an exclusion spans the whole try. Leave out after= and before=.")
        raise BadInput("bad_exclusion", text, role=role)
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in (after, before)) or not (
        1 <= after < before <= max(steps, 2)
    ):
        text = N_("{role}: after={after!r}, before={before!r} are steps counted from 1, after < before <= {steps}.")
        raise BadInput("bad_exclusion", text, role=role, after=after, before=before, steps=steps)
    return after, before


def _plain(value: Any) -> Any:
    """Values of numpy and pandas as Python's own."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value.item() if hasattr(value, "item") and not isinstance(value, str | bytes) else value


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key} {_short(one)}" for key, one in value.items())
    return "|".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
