"""The report of one funnel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from suppilo.analysis.log import microseconds
from suppilo.definition.facts import all_facts
from suppilo.definition.model import Bundle, Funnel, Stage
from suppilo.definition.model.base import say
from suppilo.insights import reading, walking, words
from suppilo.insights.buckets import buckets, by_fact, facts_needed, spelled
from suppilo.insights.report import (
    BucketReport,
    CannotReport,
    Difference,
    FunnelReport,
    GoalReport,
    StageReport,
    StepReport,
)
from suppilo.insights.walking import Histories, Ints, Unlike
from suppilo.kernel.statistics import Answer, Reason, Spread, Unknown, quartiles, share
from suppilo.kernel.walk import WalkResult
from suppilo.publishing import queries as publishing

_MONTH = timedelta(days=30)
#: How many of the people in whom standing and walk differ are named.
NAMED = 20


def funnel_report(
    workspace_id: int, funnel_id: str, *, breakdown: str | None = None, now: datetime, named: int = NAMED
) -> FunnelReport:
    """The walk through the funnel and where people stand, at `now`, in the active language.

    `breakdown` is an attribute of persons, else a property of the facts by which they entered the stages. Raises
    CannotReport when no definition runs, it has no such funnel, or nothing is called `breakdown`.
    """
    running = publishing.running(workspace_id)
    if running is None:
        raise CannotReport(words.nothing_runs())
    funnel = _funnel(running.bundle, funnel_id)
    known = reading.known(workspace_id, funnel, microseconds(now))
    window = funnel.window // timedelta(microseconds=1) if funnel.window else None
    result = walking.walked(known, window, microseconds(now))
    depth = walking.depths(known, result)
    unlike = walking.unlike(known, depth)
    return FunnelReport(
        funnel_id=funnel.id,
        name=_say(running.bundle, funnel.name),
        as_of=now,
        version=running.number,
        window_seconds=funnel.window.total_seconds() if funnel.window else None,
        people=int(known.people.size),
        entered=int(result.people.size),
        stages=_stages(workspace_id, running.bundle, funnel, known, result, now),
        steps=tuple(_step(result, step) for step in range(1, len(funnel.stages))),
        conversion=share(result.counts[-1], result.counts[0]),
        provisional=bool(result.open.any()),
        breakdown=breakdown,
        buckets=_buckets(workspace_id, running.bundle, known, result, depth, breakdown),
        differing=dict(Counter(one.why for one in unlike)),
        differences=_differences(workspace_id, running.bundle, funnel, known, unlike[:named]),
    )


def _funnel(bundle: Bundle, funnel_id: str) -> Funnel:
    found = {funnel.id: funnel for funnel in bundle.funnels}
    if funnel_id not in found:
        raise CannotReport(words.no_such_funnel(funnel_id, sorted(found)))
    return found[funnel_id]


def _say(bundle: Bundle, text: dict[str, str]) -> str:
    return say(text, words.locale(), *bundle.business.languages)


def _stages(
    workspace_id: int, bundle: Bundle, funnel: Funnel, known: Histories, result: WalkResult, now: datetime
) -> tuple[StageReport, ...]:
    stays = walking.stays(known, microseconds(now))
    came = walking.came_since(known, microseconds(now - _MONTH))
    counts = result.counts
    return tuple(
        StageReport(
            id=stage.id,
            name=_say(bundle, stage.name),
            layer=stage.layer,
            reached=counts[place],
            standing=int(np.count_nonzero(known.standing == place)),
            stay=stays[place],
            goals=_goals(stage, share(counts[place], counts[place - 1]) if place else None, came[place]),
            unmeasured_views=reading.unmeasured_views(workspace_id, stage, now),
        )
        for place, stage in enumerate(funnel.stages)
    )


def _goals(stage: Stage, conversion: Answer | None, came: int) -> tuple[GoalReport, ...]:
    goals = []
    if stage.goal and stage.goal.conversion is not None and conversion is not None:
        met = None if isinstance(conversion, Unknown) else conversion >= stage.goal.conversion
        goals.append(GoalReport("conversion", stage.goal.conversion, conversion, met))
    if stage.goal and stage.goal.people_per_month is not None:
        wanted = stage.goal.people_per_month
        goals.append(GoalReport("people_per_month", wanted, float(came), came >= wanted))
    return tuple(goals)


def _step(result: WalkResult, step: int) -> StepReport:
    """From step `step` (counted from 1) to the next."""
    came, went = result.counts[step - 1], result.counts[step]
    still = result.open_at[step - 1]
    return StepReport(
        conversion=share(went, came),
        provisional=still > 0,
        dropped=came - went,
        lost=came - went - still if result.windowed else None,
        open=still if result.windowed else None,
        seconds=_seconds(result, step, came, still),
    )


def _seconds(result: WalkResult, step: int, came: int, still: int) -> Spread:
    seconds = result.seconds(step)
    if seconds.size:
        return quartiles(seconds)
    return Spread.unknown(Reason.NO_ENTRIES if not came else Reason.WINDOW_OPEN if still else Reason.TOO_FEW)


def _buckets(
    workspace_id: int, bundle: Bundle, known: Histories, result: WalkResult, depth: Ints, breakdown: str | None
) -> tuple[BucketReport, ...]:
    if breakdown is None or not known.people.size:
        return ()
    names = _names(workspace_id, bundle, known, depth, breakdown)
    return buckets(names, known, depth, _still(known, result), words.none_label())


def _names(workspace_id: int, bundle: Bundle, known: Histories, depth: Ints, key: str) -> list[str | None]:
    """The bucket of each person: by a declared attribute, else a property of facts, else an attribute as it came."""
    properties = {name for fact in all_facts().values() for name in fact.properties}
    properties |= {name for event in bundle.events.values() for name in event.properties}
    if key in properties and key not in bundle.attributes:
        return by_fact(known, depth, reading.property_of(workspace_id, facts_needed(known), key))
    names = [spelled(value) for value in reading.attribute_of(workspace_id, known.people.tolist(), key)]
    if key not in bundle.attributes and not any(names):
        near = get_close_matches(key, {*bundle.attributes, *properties}, n=3, cutoff=0.5)
        raise CannotReport(words.no_such_breakdown(key, near))
    return names


def _still(known: Histories, result: WalkResult) -> npt.NDArray[np.bool_]:
    still = np.zeros(known.people.size, dtype=np.bool_)
    still[np.searchsorted(known.people, result.people)] = result.open
    return still


def _differences(
    workspace_id: int, bundle: Bundle, funnel: Funnel, known: Histories, shown: Sequence[Unlike]
) -> tuple[Difference, ...]:
    ids = [stage.id for stage in funnel.stages]
    names = [_say(bundle, stage.name) for stage in funnel.stages]
    people = [int(known.people[one.row]) for one in shown]
    who = reading.names_of(workspace_id, people)
    return tuple(
        Difference(
            person_id=person,
            who=who[person],
            walked=ids[one.walked] if one.walked >= 0 else None,
            standing=ids[one.standing] if one.standing >= 0 else None,
            why=one.why,
            sentence=words.explained(one, who[person], names),
        )
        for person, one in zip(people, shown, strict=True)
    )
