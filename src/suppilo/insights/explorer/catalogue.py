"""What can be asked about in a workspace: events with their properties, stages, and attributes of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suppilo.definition.facts import all_facts
from suppilo.definition.model import Bundle
from suppilo.definition.model.base import say
from suppilo.definition.model.event import PropertyType
from suppilo.events import queries as log
from suppilo.insights import words
from suppilo.insights.explorer import saying
from suppilo.insights.explorer.question import STAGE, Question, Step
from suppilo.kernel.conditions import ConditionError, Test
from suppilo.kernel.conditions.parsing_tests import tests_of
from suppilo.publishing import queries as publishing

#: What a person's own row says; the rest are attributes of the definition.
OWN = ("country", "language", "origin")


@dataclass(frozen=True)
class Catalogue:
    """Events by id ("view", or a stage as "@coffee/lead") with their labels; properties and attributes with types."""

    events: Mapping[str, str]
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    properties: Mapping[str, PropertyType]
    attributes: tuple[str, ...]
    first: Question

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """What an answer can be broken down by."""
        return (*(f"@{key}" for key in self.attributes), *self.properties)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The properties that are numbers."""
        return tuple(key for key, kind in self.properties.items() if kind == "number")

    def type_of(self, key: str) -> PropertyType | None:
        """The declared type of a property; None: there is none."""
        return self.properties.get(key)

    def tests(self, key: str, test: str, value: str) -> tuple[Test, ...]:
        """A filter in the condition language. Raises ConditionError, or ValueError for what is not of its type."""
        return tuple(tests_of(key, {test: self.typed(key, test, value)}, (key,)))

    def typed(self, key: str, test: str, value: str) -> object:
        """The value of a filter in the property's type; a list for `in`. Raises ValueError."""
        if test in ("is_present", "is_missing"):
            return True
        if test == "in":
            return [_cast(self.properties[key], one.strip()) for one in value.split(",") if one.strip()]
        return _cast(self.properties[key], value)

    def problem_with(self, key: str, test: str, value: str) -> str:
        """What is wrong with a filter's value, in words; empty when nothing is."""
        if not value:
            return _("Write a value.")
        try:
            self.tests(key, test, value)
        except ConditionError:
            return _("This test does not fit this property: choose another.")
        except ValueError:
            if self.properties[key] == "bool":
                return _("Write true or false.")
            return _("Write a number, for example 35.5.")
        return ""

    def label(self, step: Step) -> str:
        """How a step is called in pictures and tables."""
        said = [f"{one.key} {_sign(one.test)} {one.value}".strip() for one in step.filters]
        name = self.events.get(step.event, step.event)
        return f"{name} ({', '.join(said)})" if said else name


def _cast(kind: PropertyType, value: str) -> object:
    if kind == "number":
        number = float(value.replace(",", "."))
        if number != number or number in (float("inf"), float("-inf")):
            raise ValueError(value)
        return int(number) if number.is_integer() else number
    if kind == "bool":
        if value.lower() not in ("true", "false"):
            raise ValueError(value)
        return value.lower() == "true"
    return value


def _sign(test: str) -> str:
    signs = {"is": "=", "is_not": "≠", "at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}
    return signs.get(test) or saying.tests().get(test, test)


def catalogue_of(workspace_id: int) -> Catalogue:
    """What this workspace's running definition knows, in the active language; without one, the built-in facts."""
    running = publishing.running(workspace_id)
    bundle = running.bundle if running else None
    stages = _stages(bundle) if bundle else ()
    own = tuple((key, _say(bundle, event.name, key)) for key, event in bundle.events.items()) if bundle else ()
    facts = all_facts()
    acts = tuple((name, log.event_name(name)) for name, fact in facts.items() if fact.is_act)
    effects = tuple((name, log.event_name(name)) for name, fact in facts.items() if not fact.is_act)
    groups = [
        *stages,
        (_("This business's own events"), own),
        (_("What people do"), acts),
        (_("What the business does"), effects),
    ]
    properties: dict[str, PropertyType] = {}
    for event in bundle.events.values() if bundle else ():
        properties |= event.properties
    for fact in facts.values():
        properties = {**fact.properties, **properties}
    return Catalogue(
        events={key: label for _group, choices in groups for key, label in choices},
        groups=tuple((name, choices) for name, choices in groups if choices),
        properties=dict(sorted(properties.items())),
        attributes=tuple(sorted({*OWN, *(bundle.attributes if bundle else ())})),
        first=_first(bundle),
    )


def _stages(bundle: Bundle) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple(
        (
            _("Stages of {funnel}").format(funnel=_say(bundle, funnel.name, funnel.id)),
            tuple((f"{STAGE}{funnel.id}/{stage.id}", _say(bundle, stage.name, stage.id)) for stage in funnel.stages),
        )
        for funnel in bundle.funnels
    )


def _first(bundle: Bundle | None) -> Question:
    """The question that is asked when nothing was: the stages of the first funnel, in its window."""
    if bundle is None or not bundle.funnels:
        return Question(steps=())
    return stages_of(bundle, bundle.funnels[0].id)


def stages_of(bundle: Bundle, funnel_id: str) -> Question:
    """The stages of a funnel, in its window."""
    funnel = next(one for one in bundle.funnels if one.id == funnel_id)
    steps = tuple(Step(f"{STAGE}{funnel.id}/{stage.id}") for stage in funnel.stages)
    return Question(steps=steps, window=funnel.window)


def _say(bundle: Bundle | None, text: dict[str, str] | None, otherwise: str) -> str:
    if bundle is None or not text:
        return otherwise.replace("_", " ")
    return say(text, words.locale(), *bundle.business.languages) or otherwise
