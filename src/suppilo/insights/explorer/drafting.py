"""From a question back to what is written in its form."""

from __future__ import annotations

from collections.abc import Iterable

from suppilo.insights.explorer.draft import Draft, DraftExclusion, DraftStep, Triple
from suppilo.insights.explorer.question import Filter, Question
from suppilo.kernel.duration import spell_duration


def draft_from(question: Question) -> Draft:
    """The question as its form shows it: `checked(draft_from(q), ...).question == q`."""
    steps = tuple(DraftStep(step.event, _written(step.filters)) for step in question.steps)
    exclusions = tuple(
        DraftExclusion(one.event, _number(one.after), _number(one.before), _written(one.filters))
        for one in question.exclusions
    )
    return Draft(
        steps=steps,
        exclusions=exclusions,
        kind=question.kind,
        window=spell_duration(question.window) if question.window else "",
        mode=question.mode,
        unit=question.unit,
        count=question.count,
        since=question.since.isoformat() if question.since else "",
        until=question.until.isoformat() if question.until else "",
        breakdown=question.breakdown,
        value=question.value,
        trend=question.trend or "",
        timed_from=_number(question.timed_from),
        timed_to=_number(question.timed_to),
        grain=question.grain,
        direction=question.direction,
        model=question.model,
        channel=question.channel,
        worth=question.worth,
        half_life=spell_duration(question.half_life),
        direct=question.direct,
        direct_is=question.direct_is,
        look=question.look,
        longest=str(question.longest),
        gap=spell_duration(question.gap) if question.gap else "",
        repeats=question.repeats,
        walks=question.walks,
    )


def _written(filters: Iterable[Filter]) -> tuple[Triple, ...]:
    return tuple((one.key, one.test, one.value) for one in filters)


def _number(step: int | None) -> str:
    return "" if step is None else str(step)
