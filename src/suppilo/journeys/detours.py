"""Steps that are done in between, after a new version: those that lie behind a person's place in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from suppilo.journeys.models import Enrolment

_INSTANTS = ("since", "deadline", "due_at")
_TEXTS = ("step", "waiting_for")


def send_round(row: Enrolment, steps: Sequence[str], now: datetime) -> None:
    """Let the enrolment do these acting steps now, and then stand again where it stands."""
    if not steps:
        return
    kept: dict[str, Any] = {name: getattr(row, name) for name in _TEXTS}
    for name in _INSTANTS:
        at = getattr(row, name)
        kept[name] = at.isoformat() if at else None
    row.detour = {"steps": list(steps[1:]), "back": kept}
    row.step, row.waiting_for, row.deadline, row.due_at = steps[0], "", None, now


def next_stop(row: Enrolment) -> Enrolment:
    """After a step of the round: the next one of it, or back where the enrolment stood."""
    if not row.detour:
        return row
    steps: list[str] = row.detour["steps"]
    if steps:
        row.step = steps[0]
        row.detour = row.detour | {"steps": steps[1:]}
        return row
    back = row.detour["back"]
    row.step, row.waiting_for = back["step"], back["waiting_for"]
    instants = {name: datetime.fromisoformat(back[name]) if back[name] else None for name in _INSTANTS}
    row.since, row.deadline, row.due_at = (
        instants["since"] or row.since,
        instants["deadline"],
        instants["due_at"] or row.due_at,
    )
    row.detour = {}
    return row
