"""A slow and simple interpreter of journeys: one person, one minute after the other. What it says is compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from suppilo.journeys.steps.forking import way_of

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)


def length(spelled: str) -> timedelta:
    return {"d": timedelta(days=1), "h": timedelta(hours=1)}[spelled[-1]] * int(spelled[:-1])


@dataclass
class Person:
    """What happens to somebody: facts by name and time, and what the journey has done so far."""

    zone: str
    facts: list[tuple[datetime, str]]
    enrolment: int
    did: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    ended: str = ""


class Walk:
    """One enrolment through the steps of a journey, as the document reads."""

    def __init__(self, journey: dict[str, Any], person: Person, start: datetime, until: datetime) -> None:
        self.journey, self.person, self.until = journey, person, until
        self.now, self.since, self.start = start, start, start

    def run(self) -> Person:
        try:
            self._steps(self.journey["steps"])
            self.person.ended = self.person.ended or "finished"
        except _Over as over:
            self.person.ended = over.reason
        return self.person

    def _steps(self, steps: list[dict[str, Any]]) -> None:
        for step in steps:
            self._leave_if_asked()
            kind = next(key for key in step if key in _KINDS)
            getattr(self, f"_{kind}")(step)

    def _leave_if_asked(self) -> None:
        for reason in ("goal", "exit"):
            condition = self.journey.get(reason)
            if condition and self._meets(condition):
                raise _Over(reason)

    def _meets(self, condition: dict[str, Any]) -> bool:
        if "event" in condition:
            return any(name == condition["event"] and at <= self.now for at, name in self.person.facts)
        return condition["contains"] in self.person.tags

    def _until(self, at: datetime) -> None:
        if at > self.until:
            raise _Over("")
        self.now = max(self.now, at)
        self._leave_if_asked()

    def _send(self, step: dict[str, Any]) -> None:
        self.person.did.append(f"{step['id']}@{self.now:%d %H:%M}")
        self.since = self.now

    def _tag(self, step: dict[str, Any]) -> None:
        (self.person.tags.discard if step.get("remove") else self.person.tags.add)(step["tag"])

    def _wait(self, step: dict[str, Any]) -> None:
        self._until(self.now + length(step["wait"]))

    def _window(self, step: dict[str, Any]) -> None:
        at = self.now
        while not self._is_open(step["window"], at):
            at += MINUTE
        if at > self.now:
            self._until(at)

    def _is_open(self, hours: dict[str, Any], at: datetime) -> bool:
        wall = at.astimezone(ZoneInfo(self.person.zone))
        clock, days = f"{wall:%H:%M}", hours.get("weekdays", WEEK)
        if hours["start"] < hours["end"]:
            return hours["start"] <= clock < hours["end"] and WEEK[wall.weekday()] in days
        before = WEEK[(wall.weekday() - 1) % 7]
        return (clock >= hours["start"] and WEEK[wall.weekday()] in days) or (clock < hours["end"] and before in days)

    def _wait_for(self, step: dict[str, Any]) -> None:
        deadline = self.now + length(step["timeout"])
        came = sorted(at for at, name in self.person.facts if name == step["wait_for"] and self.since <= at <= deadline)
        if came:
            if came[0] > self.now:
                self._until(came[0])
            self.since = came[0]
            self._steps(step.get("then", []))
        else:
            self._until(deadline)
            self.since = deadline
            self._steps(step.get("on_timeout", []))

    def _branch(self, step: dict[str, Any]) -> None:
        self._steps(step.get("then" if self._meets(step["branch"]) else "otherwise", []))

    def _split(self, step: dict[str, Any]) -> None:
        weights = [way.get("weight", 1) for way in step["split"]]
        self._steps(step["split"][way_of(self.person.enrolment, step["id"], weights)].get("steps", []))

    def _stop(self, step: dict[str, Any]) -> None:
        raise _Over("stopped")


_KINDS = ("send", "tag", "wait", "window", "wait_for", "branch", "split", "stop")


class _Over(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason
