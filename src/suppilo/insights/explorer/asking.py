"""From a question to the library's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from suppilo.analysis.asking import Event, Exclude
from suppilo.analysis.asking import Step as At
from suppilo.analysis.attribution import attribution
from suppilo.analysis.funnel import funnel
from suppilo.analysis.paths import paths
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.retention import retention
from suppilo.insights.explorer.catalogue import Catalogue
from suppilo.insights.explorer.cohort_bounds import bounded
from suppilo.insights.explorer.completing import complete
from suppilo.insights.explorer.question import CURVE, STAGE, Question, Step

#: What a stage is in the log: the first time its condition became true.
MATCHED = "stage_matched"


@dataclass(frozen=True)
class Asked:
    """A question with all that its answer depends on. `attribute`: the value of each person, for a breakdown."""

    question: Question
    catalogue: Catalogue
    zone: str
    as_of: datetime
    attribute: Mapping[int, Any] | None = None

    def answer(self, stored: StoredEvents) -> Any:
        """The library's answer. Raises its BadInput."""
        ready = complete(stored, self._columns())
        return _ASK[self.question.kind](self, ready)

    def _columns(self) -> set[str]:
        asked = self.question
        filters = {one.key for step in self._events for one in step.filters}
        stages = {"funnel", "stage"} if any(step.event.startswith(STAGE) for step in self._events) else set()
        return {
            *filters,
            *stages,
            asked.unit,
            asked.channel,
            asked.worth,
            "" if self.attribute is not None else asked.breakdown,
        }

    @property
    def _events(self) -> list[Step]:
        return [*self.question.steps, *(one.step for one in self.question.exclusions)]

    @property
    def steps(self) -> list[Event]:
        """The steps as the library reads them."""
        return [self._event(step) for step in self.question.steps]

    def _event(self, step: Step) -> Event:
        if step.event.startswith(STAGE):
            funnel_id, _, stage = step.event[len(STAGE) :].partition("/")
            return Event(MATCHED, where={"funnel": funnel_id, "stage": stage})
        where: dict[str, dict[str, object]] = {}
        for one in step.filters:
            where.setdefault(one.key, {})[one.test] = self.catalogue.typed(one.key, one.test, one.value)
        return Event(step.event, where=where)

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """The first day's beginning and the last day's end, in the workspace's zone."""
        since, until = self.question.since, self.question.until
        begin = datetime.combine(since, time(), ZoneInfo(self.zone)) if since else None
        end = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(self.zone)) if until else None
        return begin, end


def _funnel(asked: Asked, stored: StoredEvents) -> Any:
    question = asked.question
    breakdown: Any = question.breakdown or None
    found = funnel(
        stored,
        steps=asked.steps,
        unit=question.unit or "person",
        window=question.window,
        mode=question.mode,
        exclude=[Exclude(asked._event(one.step), one.after, one.before) for one in question.exclusions],
        count=question.count,
        period=asked.period,
        as_of=asked.as_of,
        trend=question.trend,
        zone=asked.zone,
        breakdown=asked.attribute if asked.attribute is not None else breakdown,
        breakdown_value=question.value if question.value in ("first", "last") else At(int(question.value)),  # type: ignore[arg-type]
    )
    if question.tells_time:
        begin, end = question.timed
        found.time_to_convert(end, start=begin, points=CURVE)  # worked out and kept here, where nobody waits for a page
    return found


def _retention(asked: Asked, stored: StoredEvents) -> Any:
    first, *returns = asked.steps
    begin, end = asked.period
    begin, look = bounded(stored, begin, asked.as_of, asked.question.grain, asked.zone)
    return retention(
        stored,
        first=first,
        returns=returns[0] if returns else None,
        every=asked.question.grain,
        unit=asked.question.unit or "person",
        period=(begin, end),
        as_of=look,
        zone=asked.zone,
    )


def _paths(asked: Asked, stored: StoredEvents) -> Any:
    first, *rest = asked.steps
    lone_end = not rest and asked.question.direction == "before"
    return paths(
        stored,
        start=None if lone_end else first,
        end=first if lone_end else rest[0] if rest else None,
        unit=asked.question.unit or "person",
        window=asked.question.window,
        period=asked.period,
        longest=asked.question.longest,
        gap=asked.question.gap,
        fold=asked.question.repeats == "once",
        once=asked.question.walks == "first",
    )


def _attribution(asked: Asked, stored: StoredEvents) -> Any:
    conversion, *touch = asked.steps
    question = asked.question
    return attribution(
        stored,
        conversion=conversion,
        touch=touch[0] if touch else None,
        channel=question.channel,
        model=_model(question),
        look_back=question.look_back,
        direct=None if question.direct_is == "missing" else _direct(asked),
        half_life=question.half_life,
        value=question.worth or None,
        unit=question.unit or "person",
        period=asked.period,
    )


def _model(question: Question) -> Any:
    """Where nothing is direct, the last touch that was not direct is the last one."""
    plain = question.model == "last_non_direct" and question.direct_is == "nothing"
    return "last" if plain else question.model


def _direct(asked: Asked) -> object:
    """What the source is called that is none; only one model asks, and then it is of the source's type."""
    question = asked.question
    passed = question.model == "last_non_direct" and question.direct_is == "named"
    return asked.catalogue.typed(question.channel, "is", question.direct) if passed else question.direct


_ASK = {"funnel": _funnel, "retention": _retention, "paths": _paths, "attribution": _attribution}
