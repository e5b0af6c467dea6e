"""A change that touches some of many people updates 20 segments: how the time grows with the touched, and with all.

    python benchmarks/segments.py [--touched 10000] [--people 1000000] [--runs 3]

Compared are `touched` of `people` / 10 with `touched` of `people` (wanted: near 1, nobody else is looked at), and
`touched` / 10 with `touched` of `people` (wanted: near 10). Each person has five facts of the past and stands in six
segments already; then each of the touched, spread evenly, puts something in the cart, which wakes ten segments, two of
them by a score, and moves people into five. Measured is settling until nothing waits. Makes a home of its own;
SUPPILO_DATABASE_URL is used if given and must name an empty database. The processor time is this process's: on
PostgreSQL the database's own work is only in the wall time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

os.environ["SUPPILO_HOME"] = tempfile.mkdtemp(prefix="suppilo-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "suppilo.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from suppilo.definition.reading import read_bundle  # noqa: E402
from suppilo.events.models import Bookmark, Event  # noqa: E402
from suppilo.events.operations import NewFact, record, start_reader_at_end  # noqa: E402
from suppilo.publishing import operations as publishing  # noqa: E402
from suppilo.segments.models import Member  # noqa: E402
from suppilo.segments.operations import READER, settle  # noqa: E402
from suppilo.team.operations import create_workspace  # noqa: E402

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAST = NOW - timedelta(days=40)
DEFINITION = """
suppilo: 1
business: {name: Test, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR}
scores:
  heat:
    name: Heat
    half_life: 30d
    rules: [{event: page_viewed, points: 2, cap: 20}, {event: cart_filled, points: 10}]
segments:
"""
HAD = [f"{{event: page_viewed, count: {{at_least: {count}}}}}" for count in (1, 2, 3)]
SEGMENTS = [
    *HAD, "{event: lead_imported}", "{event: form_submitted}",
    "{all: [{event: lead_imported}, {not: {event: deal_won}}]}",
    *(f"{{event: cart_filled, count: {{at_least: {count}}}}}" for count in (1, 2, 3)),
    "{event: cart_filled, within: 7d}",
    "{all: [{event: cart_filled}, {not: {event: order_paid, within: 30d}}]}",
    "{score: heat, at_least: 10}", "{score: heat, at_least: 25}",
    "{all: [{event: page_viewed}, {event: cart_filled}]}",
    "{all: [{event: cart_filled}, {event: order_paid}]}",
    *(f"{{event: {name}}}" for name in ("deal_won", "order_paid", "offer_bought", "deal_lost", "order_refunded")),
]  # fmt: skip
#: What each person did before, and which segments they stand in because of it.
DONE = ("page_viewed", "page_viewed", "page_viewed", "lead_imported", "form_submitted")
INSIDE = 6

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"


def fill(workspace: int, people: int) -> None:
    """Everybody as settling left them: written straight into the tables, five facts and six memberships each."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{_NUMBERS} INSERT INTO people_person"
            " (workspace_id, language, country, zone, origin, is_leaving, created_at)"
            " SELECT %s, '', '', '', 'live', %s, %s FROM n",
            [people, workspace, False, PAST],
        )
        cursor.execute("SELECT min(id) FROM people_person WHERE workspace_id = %s", [workspace])
        for place, name in enumerate(DONE):
            cursor.execute(
                "INSERT INTO events_event (workspace_id, person_id, name, at, received_at, source, external_id,"
                " origin, is_act, traffic, properties, folded) SELECT workspace_id, id, %s, %s, %s, 'past', id || %s,"
                " 'live', %s, 'person', '{}', '{}' FROM people_person WHERE workspace_id = %s ORDER BY id",
                [name, PAST + timedelta(hours=place), PAST, f"-{place}", True, workspace],
            )
        for place in range(INSIDE):
            cursor.execute(
                "INSERT INTO segments_member (workspace_id, person_id, segment, first_at)"
                " SELECT workspace_id, id, %s, %s FROM people_person WHERE workspace_id = %s ORDER BY id",
                [f"s{place}", PAST, workspace],
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def touch(workspace: int, people: int, touched: int, run: int) -> tuple[float, float]:
    """Record one fact of each of the touched and settle; seconds of the wall and of this process's processor."""
    rows = Event.objects.filter(workspace_id=workspace, name="lead_imported").order_by("person_id")
    every = list(rows.values_list("person_id", flat=True)[:people])
    some = every[run :: max(1, people // touched)][:touched]
    facts = [
        NewFact(name="cart_filled", person_id=person, at=NOW, external_id=f"{run}-{person}", source="bench")
        for person in some
        if person is not None
    ]
    for start in range(0, len(facts), 1_000):
        record(workspace, facts[start : start + 1_000])
    wall, processor = time.perf_counter(), time.process_time()
    while settle(NOW):
        pass
    return time.perf_counter() - wall, time.process_time() - processor


def measured(people: int, sizes: Sequence[int], runs: int) -> dict[int, tuple[float, float]]:
    """A workspace of so many people; for each number of touched the medians of the runs."""
    workspace = create_workspace(slug=f"bench{people}", name="Bench").pk
    segments = "".join(f"  s{place}: {{name: S{place}, when: {when}}}\n" for place, when in enumerate(SEGMENTS))
    publishing.apply(workspace, read_bundle({"business.yaml": DEFINITION + segments}), made_from=None)
    while publishing.migrate_people(NOW):
        pass
    fill(workspace, people)
    Bookmark.objects.filter(reader=READER).delete()
    start_reader_at_end(READER)
    found, run = {}, 0
    touch(workspace, people, max(10, min(sizes) // 10), run)
    for size in sizes:
        times = []
        for _ in range(runs):
            run += 1
            times.append(touch(workspace, people, size, run))
        found[size] = (statistics.median(t[0] for t in times), statistics.median(t[1] for t in times))
    came = Member.objects.filter(workspace_id=workspace, segment="s6").count()
    for size, (wall, processor) in found.items():
        print(f"{size:9,} of {people:9,} people: wall {wall:7.2f} s, processor {processor:7.2f} s,"
              f" {size / wall:7,.0f} people/s ({came:,} in the first segment)")  # fmt: skip
    return found


def main() -> None:
    """Fill, touch, compare."""
    options = argparse.ArgumentParser()
    for name, default in (("--touched", 10_000), ("--people", 1_000_000), ("--runs", 3)):
        options.add_argument(name, type=int, default=default)
    given = options.parse_args()
    call_command("migrate", verbosity=0)
    print(connection.vendor)
    few = measured(given.people // 10, [given.touched], given.runs)
    many = measured(given.people, [given.touched // 10, given.touched], given.runs)
    for which, clock in ((0, "wall"), (1, "processor")):
        same = many[given.touched][which] / few[given.touched][which]
        growth = many[given.touched][which] / many[given.touched // 10][which]
        print(f"{clock:9}: ten times the people {same:5.2f} (near 1), ten times the touched {growth:5.2f} (near 10)")


if __name__ == "__main__":
    main()
