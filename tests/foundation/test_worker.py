"""The worker outlives a task that fails, tells that it lives, and ends after the running batch."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from suppilo.foundation import work
from suppilo.foundation.models import Heartbeat
from suppilo.foundation.worker import LAST_RETRY, Worker

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty():
    kept = dict(work._tasks)
    work._tasks.clear()
    yield
    work._tasks.clear()
    work._tasks.update(kept)


def broken(now: datetime) -> int:
    raise RuntimeError("the printer is on fire")


def test_a_failing_task_does_not_stop_the_others_and_is_told(caplog: pytest.LogCaptureFixture):
    work.register("broken", broken, order=1)
    work.register("well", lambda now: 3, order=2)
    with caplog.at_level(logging.ERROR):
        assert Worker().turn(NOON) == 3
    assert "Task broken failed (1 in a row)" in caplog.text
    assert "the printer is on fire" in caplog.text


def test_a_failing_task_waits_longer_each_time_but_at_most_a_minute():
    ran: list[datetime] = []

    def failing(now: datetime) -> int:
        ran.append(now)
        raise RuntimeError

    work.register("failing", failing, order=1)
    worker = Worker()
    for tenth in range(3_000):
        worker.turn(NOON + timedelta(seconds=tenth / 10))
    pauses = [(later - earlier).total_seconds() for earlier, later in zip(ran, ran[1:], strict=False)]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert timedelta(seconds=pauses[-1]) == LAST_RETRY


def test_a_task_that_is_well_again_starts_with_the_shortest_pause():
    troubles = [True, True, False, True]
    work.register("moody", lambda now: broken(now) if troubles.pop(0) else 0, order=1)
    worker = Worker()
    for minute in range(4):
        worker.turn(NOON + timedelta(minutes=minute))
    assert worker.troubles["moody"].failures == 1
    assert worker.troubles["moody"].since == NOON + timedelta(minutes=3)


def test_the_heartbeat_tells_troubles_and_forgets_workers_of_yesterday():
    Heartbeat.objects.create(name="gone:1", started_at=NOON, beat_at=NOON - timedelta(days=2))
    work.register("broken", broken, order=1)
    worker = Worker()
    worker.turn(NOON)
    worker.beat(NOON)
    worker.beat(NOON + timedelta(seconds=4))
    beat = Heartbeat.objects.get()
    assert (beat.name, beat.beat_at) == (worker.name, NOON)
    assert beat.troubles == {"broken": {"failures": 1, "since": NOON.isoformat()}}
    worker.beat(NOON + timedelta(seconds=5))
    assert Heartbeat.objects.get().beat_at == NOON + timedelta(seconds=5)


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_is_met_again_on_a_new_connection():
    asked: list[int] = []

    def task(now: datetime) -> int:
        asked.append(Heartbeat.objects.count())
        if len(asked) == 1:
            raise OperationalError("the server closed the connection unexpectedly")
        return 1

    work.register("task", task, order=1)
    worker = Worker()
    assert (worker.turn(NOON), worker.turn(NOON + timedelta(seconds=1))) == (0, 1)
    assert worker.troubles == {}


def test_a_stop_ends_the_loop_after_the_running_batch():
    stop = threading.Event()
    ran: list[str] = []

    def first(now: datetime) -> int:
        ran.append("first")
        stop.set()
        return 1

    work.register("first", first, order=1)
    work.register("second", lambda now: ran.append("second") or 1, order=2)
    Worker(stop).run()
    assert ran == ["first"]
    assert Heartbeat.objects.count() == 0  # it said goodbye


def test_a_worker_whose_supervisor_is_gone_ends():
    Worker().run(supervisor=1 << 30)
