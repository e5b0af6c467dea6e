"""One handle turns everything that waits, in order, until nothing is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suppilo.foundation import work

pytestmark = pytest.mark.pure
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty():
    kept = dict(work._tasks)
    work._tasks.clear()
    yield
    work._tasks.clear()
    work._tasks.update(kept)


def test_tasks_run_in_order_until_none_finds_anything():
    left = {"late": 1, "early": 2}
    ran: list[str] = []

    def task(name: str):
        def run(now: datetime) -> int:
            ran.append(name)
            left[name] -= 1
            return int(left[name] >= 0)

        return run

    work.register("late", task("late"), order=20)
    work.register("early", task("early"), order=10)
    assert work.run_due(NOON) == {"early": 2, "late": 1}
    assert ran == ["early", "late"] * 3


def test_only_the_named_tasks_run():
    work.register("one", lambda now: 0, order=1)
    work.register("two", lambda now: 0, order=2)
    assert work.run_due(NOON, only=("two",)) == {"two": 0}


def test_a_task_that_never_ends_does_not_hold_the_caller():
    work.register("busy", lambda now: 1, order=1)
    assert work.run_due(NOON, rounds=5) == {"busy": 5}
