"""What a tick costs when nobody is due: with a thousand people inside a journey, and with a million.

    python benchmarks/ticks.py [--few 1000] [--many 1000000] [--ticks 2000]

A tick is all tasks of journeys, one after the other: facts, calendars, intakes, resumes, steps. Ticks among few and
among many are told by their median, and among the few once more after the many have gone: a machine that grew slower
meanwhile is told from a database that did. The query of the steps is told with its plan. Makes a home of its own;
SUPPILO_DATABASE_URL is used if given and must name an empty database.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from due_steps import DEFINITION, NOW, settle, waiting  # sets the home up

from suppilo.definition.reading import read_bundle
from suppilo.foundation import work
from suppilo.foundation.bulk import insert
from suppilo.foundation.writing import writing
from suppilo.journeys.models import Enrolment
from suppilo.publishing import operations as publishing
from suppilo.team.operations import create_workspace

TASKS = ("journeys", "journey_calendars", "journey_intakes", "journey_resumes", "journey_steps")


def fill(workspace: int, version: int, start: int, end: int) -> None:
    """People who wait for days to come."""
    for begin in range(start, end, 5_000):
        rows = [waiting(workspace, version, number, NOW) for number in range(begin + 1, min(begin + 5_000, end) + 1)]
        for number, row in enumerate(rows):
            row.deadline = row.due_at = NOW + timedelta(days=1, seconds=number)
        with writing():
            insert(Enrolment, rows)
    settle()


def empty_to(few: int) -> None:
    """Only the first so many stay inside."""
    last = Enrolment.objects.order_by("pk").values_list("pk", flat=True)[few - 1]
    with transaction.atomic():  # a long one
        Enrolment.objects.filter(pk__gt=last)._raw_delete(DEFAULT_DB_ALIAS)
    settle()


def ticks(many: int) -> float:
    """The median of so many, in seconds."""
    took = []
    for _ in range(many):
        began = time.perf_counter()
        assert not any(work.run_due(NOW, only=TASKS, rounds=1).values())
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def plan() -> list[str]:
    """How the database looks for somebody who is due."""
    due = Enrolment.objects.filter(due_at__lte=NOW).order_by("due_at", "id").values_list("pk")[:1]
    return due.explain().splitlines()


def main() -> None:
    """Print both medians, their ratio, and the plan."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--ticks", type=int, default=2_000)
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    workspace = create_workspace(slug="test", name="Test").pk
    version = publishing.apply(workspace, read_bundle({"business.yaml": DEFINITION}), made_from=None).version_id
    work.run_due(NOW, only=("migrations",))
    fill(workspace, version, 0, given.few)
    ticks(100)
    few = ticks(given.ticks)
    fill(workspace, version, given.few, given.many)
    ticks(100)
    many = ticks(given.ticks)
    looked_up = plan()
    empty_to(given.few)
    ticks(100)
    again = ticks(given.ticks)
    print(f"{connection.vendor}, median of {given.ticks:,} ticks with nobody due")
    print(f"{given.few:>9,} inside: {few * 1e6:8.0f} microseconds")
    print(f"{given.many:>9,} inside: {many * 1e6:8.0f} microseconds")
    print(f"{given.few:>9,} inside: {again * 1e6:8.0f} microseconds")
    print(f"ratio: {2 * many / (few + again):.2f}")
    print("\n".join(looked_up))


if __name__ == "__main__":
    main()
