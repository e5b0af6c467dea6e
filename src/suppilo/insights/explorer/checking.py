"""From what was written to a question, or to what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from suppilo.insights.explorer.catalogue import Catalogue
from suppilo.insights.explorer.draft import Draft, DraftExclusion, DraftStep, Triple
from suppilo.insights.explorer.question import (
    BARE,
    COUNTS,
    DIRECTIONS,
    DIRECTS,
    GRAINS,
    KINDS,
    LOOKS,
    MODELS,
    MODES,
    REPEATS,
    STAGE,
    TESTS,
    WALKS,
    Exclusion,
    Filter,
    Question,
    Step,
)
from suppilo.kernel.duration import DurationError, parse_duration

#: A path has no more events than this.
MOST_STATIONS = 64
#: Most events of the kinds of question that do not take any number.
MOST = {"retention": 2, "paths": 2, "attribution": 2}


@dataclass
class Checked:
    """The question, and what is wrong by field: "window", "step-2", "filter-2-1", "exclusion-1", "exclusion-1-2" ..."""

    question: Question
    wrong: dict[str, str] = field(default_factory=dict)


def checked(draft: Draft, catalogue: Catalogue) -> Checked:
    """The question that was meant. What is wrong is left out of it and said; never raises."""
    wrong: dict[str, str] = {}
    kind = _one_of(draft.kind, KINDS, "kind", wrong)
    if "kind" in wrong:
        other = _("The address asks for “{kind}”, which is no kind of question: choose one of those above.")
        wrong["kind"] = other.format(kind=draft.kind[:40])
    steps = tuple(_step(step, place, catalogue, wrong) for place, step in enumerate(draft.steps, start=1))
    exclusions = tuple(
        _exclusion(row, place, len(steps), draft.mode, catalogue, wrong)
        for place, row in enumerate(draft.exclusions, start=1)
    )
    since, until = _day(draft.since, "since", wrong), _day(draft.until, "until", wrong)
    if since and until and until < since:
        wrong["until"] = _("The last day lies before the first one.")
    question = Question(
        steps=steps,
        kind=kind,
        window=_length(draft.window, "window", wrong),
        mode=_one_of(draft.mode, MODES, "mode", wrong),
        exclusions=exclusions,
        unit=_known(draft.unit, ["", *catalogue.properties], "unit", wrong),
        count=_one_of(draft.count, COUNTS, "count", wrong),
        since=since,
        until=until,
        breakdown=_known(draft.breakdown, ["", *catalogue.breakdowns], "breakdown", wrong),
        value=_value(draft.value, len(steps), wrong),
        trend=_one_of(draft.trend, ("", *GRAINS), "trend", wrong) or None,
        grain=_one_of(draft.grain, GRAINS, "grain", wrong),
        direction=_one_of(draft.direction, DIRECTIONS, "direction", wrong),
        model=_one_of(draft.model, MODELS, "model", wrong),
        channel=_channel(draft, catalogue, wrong),
        **(_of_funnels(draft, len(steps), wrong) if kind == "funnel" else {}),
        **(_of_paths(draft, wrong) if kind == "paths" else {}),
        **(_of_attribution(draft, catalogue, wrong) if kind == "attribution" else {}),
    )
    _together(question, draft, wrong)
    return Checked(question, wrong)


def _step(step: DraftStep, place: int, catalogue: Catalogue, wrong: dict[str, str]) -> Step:
    if step.event not in catalogue.events:
        wrong[f"step-{place}"] = _no_such(step.event, catalogue.events)
    return Step(step.event, _filters(step.event, step.filters, f"filter-{place}", catalogue, wrong))


def _filters(
    event: str, rows: Iterable[Triple], place: str, catalogue: Catalogue, wrong: dict[str, str]
) -> tuple[Filter, ...]:
    """The filters of an event; what is wrong with the second stands under "<place>-2"."""
    filters: list[Filter] = []
    for number, (key, test, value) in enumerate(rows, start=1):
        problem = _filter_problem(event, key, test, value, catalogue)
        if not problem and any(one.key == key and one.test == test for one in filters):
            problem = _("This test stands here twice: one of them is enough.")
        if problem:
            wrong[f"{place}-{number}"] = problem
        filters.append(Filter(key, test, value))
    return tuple(filters)


def _filter_problem(event: str, key: str, test: str, value: str, catalogue: Catalogue) -> str:
    if event.startswith(STAGE):
        return _("A stage has no properties: choose an event to filter.")
    if catalogue.type_of(key) is None:
        return _no_such(key, catalogue.properties)
    if test not in TESTS:
        return _("Choose one of the list.")
    if test in BARE:
        return _("This test needs no value: leave it empty.") if value else ""
    return catalogue.problem_with(key, test, value)


def _exclusion(
    row: DraftExclusion, place: int, steps: int, mode: str, catalogue: Catalogue, wrong: dict[str, str]
) -> Exclusion:
    if row.event not in catalogue.events:
        wrong[f"exclusion-{place}"] = _no_such(row.event, catalogue.events)
    between = (row.after, row.before)
    numbers = [int(one) if one.isascii() and one.isdecimal() and len(one) < 4 else None for one in between]
    if (row.after and not numbers[0]) or (row.before and not numbers[1]):
        wrong[f"exclusion-{place}"] = _("Write the numbers of two steps, for example 1 and 2, or nothing for all.")
    elif mode == "any_order" and any(between):
        wrong[f"exclusion-{place}"] = _("In any order an exclusion spans the whole try: leave the steps empty.")
    elif not (numbers[0] or 1) < (numbers[1] or max(steps, 2)) <= max(steps, 2):
        wrong[f"exclusion-{place}"] = _("An exclusion lies between a step and a later one of this question.")
    filters = _filters(row.event, row.filters, f"exclusion-{place}", catalogue, wrong)
    return Exclusion(row.event, numbers[0], numbers[1], filters)


def _together(question: Question, draft: Draft, wrong: dict[str, str]) -> None:
    """What is right by itself and wrong beside the rest."""
    if draft.crowded:
        wrong["steps"] = _("At most 40 steps and 20 exclusions can be asked at once.")
    elif not question.steps:
        wrong["steps"] = _("Choose at least one event.")
    elif len(question.steps) > MOST.get(question.kind, 40):
        wrong["steps"] = _("This question takes two events: take the others away.")
    if question.kind != "funnel":
        return
    if question.unit and question.breakdown.startswith("@"):
        wrong["breakdown"] = _(
            "What people are can break down people only: count people, or choose a property of events."
        )
    if question.count == "attempt" and question.mode != "ordered":
        wrong["count"] = _("Attempts are counted in order only: choose “in this order”, or count each once.")
    tried = question.window or question.mode != "ordered" or question.exclusions or question.breakdown
    if question.count == "total" and tried:
        wrong["count"] = no_total()


def no_total() -> str:
    """Why every event cannot be counted beside what only tries have."""
    return _("A total counts every event: it takes no time limit, order, exclusion or breakdown. Leave them out.")


def _length(written: str, name: str, wrong: dict[str, str]) -> timedelta | None:
    try:
        return parse_duration(written) if written else None
    except DurationError:
        wrong[name] = _("Write a length of time longer than nothing, for example 7d, 12h, 30m or 45s.")
        return None


def _day(written: str, name: str, wrong: dict[str, str]) -> date | None:
    try:
        found = date.fromisoformat(written) if written else None
        if found is None or 1970 <= found.year <= 2200:
            return found
    except ValueError:
        pass
    wrong[name] = _("Write a day between 1970 and 2200, for example 2026-03-01.")
    return None


def _value(written: str, steps: int, wrong: dict[str, str]) -> str:
    if written in ("first", "last") or (written in map(str, range(1, steps + 1))):
        return written
    wrong["value"] = _("Choose one of the list.")
    return "first"


def _one_of(written: str, allowed: Collection[str], name: str, wrong: dict[str, str]) -> Any:
    if written not in allowed:
        wrong[name] = _("Choose one of the list.")
        return next(iter(allowed))
    return written


def _known(written: str, allowed: Collection[str], name: str, wrong: dict[str, str]) -> str:
    if written not in allowed:
        wrong[name] = _no_such(written, allowed)
        return ""
    return written


def _channel(draft: Draft, catalogue: Catalogue, wrong: dict[str, str]) -> str:
    """The property that names the source; only attribution asks for it."""
    if draft.kind != "attribution" and draft.channel == "source":
        return draft.channel
    return _known(draft.channel, catalogue.properties, "channel", wrong)


def _of_funnels(draft: Draft, steps: int, wrong: dict[str, str]) -> dict[str, Any]:
    """What only funnels are asked: between which two steps time is told."""
    begin = _one_of(draft.timed_from, ["", *map(str, range(1, steps + 1))], "timed_from", wrong)
    end = _one_of(draft.timed_to, ["", *map(str, range(1, steps + 1))], "timed_to", wrong)
    if steps > 1 and int(begin or 1) >= int(end or steps):
        wrong["timed_to" if end else "timed_from"] = _("Time runs from a step to a later one.")
    return {"timed_from": int(begin) if begin else None, "timed_to": int(end) if end else None}


def _of_paths(draft: Draft, wrong: dict[str, str]) -> dict[str, Any]:
    """What only paths are asked."""
    return {
        "longest": _longest(draft, wrong),
        "gap": _length(draft.gap, "gap", wrong),
        "repeats": _one_of(draft.repeats, REPEATS, "repeats", wrong),
        "walks": _one_of(draft.walks, WALKS, "walks", wrong),
    }


def _of_attribution(draft: Draft, catalogue: Catalogue, wrong: dict[str, str]) -> dict[str, Any]:
    """What only attribution is asked."""
    return {
        "worth": _known(draft.worth, ["", *catalogue.numbers], "worth", wrong),
        "half_life": _length(draft.half_life, "half_life", wrong) or Question.half_life,
        "direct": _direct(draft, catalogue, wrong),
        "direct_is": _one_of(draft.direct_is, DIRECTS, "direct_is", wrong),
        "look": _look(draft, wrong),
    }


def _look(draft: Draft, wrong: dict[str, str]) -> str:
    """How far back touches count; the default leaves nothing to be written."""
    if draft.look == "default" and draft.window:
        wrong["window"] = _("The default look-back is chosen: leave this empty, or choose the written one.")
    found: str = _one_of(draft.look, LOOKS, "look", wrong)
    return found


def _direct(draft: Draft, catalogue: Catalogue, wrong: dict[str, str]) -> str:
    """The source that is none; it must be of the kind of the property that names sources."""
    asked = draft.model == "last_non_direct" and draft.direct_is == "named" and draft.channel in catalogue.properties
    if asked and (problem := catalogue.problem_with(draft.channel, "is", draft.direct)):
        wrong["direct"] = problem
    return draft.direct


def _longest(draft: Draft, wrong: dict[str, str]) -> int:
    """How many events a path has at most; between two events at least both."""
    least = 2 if len(draft.steps) > 1 else 1
    written = draft.longest
    if written.isascii() and written.isdecimal() and len(written) < 4 and least <= int(written) <= MOST_STATIONS:
        return int(written)
    wrong["longest"] = _("Write a number from {least} to {most}.").format(least=least, most=MOST_STATIONS)
    return Question.longest


def _no_such(written: str, known: Collection[str]) -> str:
    near = get_close_matches(written, [one for one in known if one], n=1, cutoff=0.6)
    if near:
        return _("Nothing is called “{name}” here. Did you mean “{near}”?").format(name=written, near=near[0])
    return _("Nothing is called “{name}” here.").format(name=written)
