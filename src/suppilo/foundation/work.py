"""The one handle that turns everything that waits: `run_due(now)`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

log = logging.getLogger(__name__)

#: A task does one bounded batch of what is due at `now` and answers how many rows it moved on (0: nothing due).
Task = Callable[[datetime], int]


@dataclass(frozen=True)
class Registered:
    """A task and its place: lower `order` runs first, so that facts settle before journeys act on them."""

    name: str
    order: int
    run: Task


_tasks: dict[str, Registered] = {}


def register(name: str, run: Task, *, order: int) -> None:
    """Add a task (from an AppConfig's `ready`). A second task of the same name replaces the first."""
    _tasks[name] = Registered(name, order, run)


def tasks() -> list[Registered]:
    """All tasks in the order in which they run."""
    return sorted(_tasks.values(), key=lambda task: (task.order, task.name))


def run_due(now: datetime, *, only: tuple[str, ...] = (), rounds: int = 1_000) -> dict[str, int]:
    """Run every task until nothing is due at `now`; answers how many rows each moved on.

    `only` limits it to the named tasks. `rounds` bounds the turns, so that a task that always finds something cannot
    hold the caller for ever; what is left is done by the next call.
    """
    moved: dict[str, int] = {}
    for _ in range(rounds):
        busy = 0
        for task in tasks():
            if only and task.name not in only:
                continue
            count = task.run(now)
            moved[task.name] = moved.get(task.name, 0) + count
            busy += count
        if not busy:
            break
    return moved
