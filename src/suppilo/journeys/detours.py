"""Steps that are done in between, after a new version: those that lie behind a person's place in it.

A fork among them is asked when its turn comes, and what is to be done of the way that is chosen comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from suppilo.journeys.matching import Ways
from suppilo.journeys.models import Enrolment

_INSTANTS = ("since", "deadline", "due_at")
_TEXTS = ("step", "waiting_for")


def send_round(row: Enrolment, steps: Sequence[str], ways: Ways, now: datetime) -> None:
    """Let the enrolment do these steps now, and then stand again where it stands."""
    if not steps:
        return
    kept: dict[str, Any] = {name: getattr(row, name) for name in _TEXTS}
    for name in _INSTANTS:
        at = getattr(row, name)
        kept[name] = at.isoformat() if at else None
    row.detour = {"at": steps[0], "steps": list(steps[1:]), "back": kept}
    if ways:
        row.detour["ways"] = {key: {first: list(some) for first, some in of.items()} for key, of in ways.items()}
    row.step, row.waiting_for, row.deadline, row.due_at = steps[0], "", None, now


def next_stop(row: Enrolment) -> Enrolment:
    """After a step of the round: the next one of it, or back where the enrolment stood."""
    if not row.detour:
        return row
    steps: list[str] = [*_chosen(row), *row.detour["steps"]]
    if steps:
        row.step = steps[0]
        row.detour = row.detour | {"at": steps[0], "steps": steps[1:]}
        return row
    return stand_again(row)


def stand_again(row: Enrolment) -> Enrolment:
    """Back from the round, finished or not: a wait that had begun goes on."""
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


def _chosen(row: Enrolment) -> list[str]:
    """What is to be done of the way that a fork has just sent the enrolment; nothing after any other step."""
    ways: dict[str, dict[str, list[str]]] = row.detour.get("ways", {})
    return ways.get(str(row.detour.get("at", "")), {}).get(row.step, [])


def still_open(row: Enrolment) -> set[str]:
    """What an unfinished round has yet to do, ways of its forks included."""
    if not row.detour:
        return set()
    ways: dict[str, dict[str, list[str]]] = row.detour.get("ways", {})
    inside = {key for of in ways.values() for some in of.values() for key in some}
    return {row.step, *row.detour["steps"]} | inside
