"""What the funnel report costs on many people, against reading the same rows with SQL alone.

    python benchmarks/report.py [--people 100000] [--stages 5]

Makes synthetic people in a database of its own (SQLite in a temporary folder, or SUPPILO_DATABASE_URL if set), with
ties, skipped and early stages, and a window that binds. Prints medians of five runs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suppilo.config.settings")
os.environ["SUPPILO_HOME"] = tempfile.mkdtemp(prefix="suppilo-benchmark-")

import django

django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from suppilo.definition.reading import read_bundle  # noqa: E402
from suppilo.foundation import clock  # noqa: E402
from suppilo.funnels.models import Match, Standing  # noqa: E402
from suppilo.insights import reading, walking  # noqa: E402
from suppilo.insights.queries import funnel_report, funnel_svg  # noqa: E402
from suppilo.people.models import Attribute, Person  # noqa: E402
from suppilo.publishing import operations as publishing  # noqa: E402
from suppilo.publishing import queries as running  # noqa: E402
from suppilo.segments.queries import rules_of  # noqa: E402
from suppilo.team.operations import create_workspace  # noqa: E402

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WINDOW_US = 60 * 86_400 * 10**6
SOURCES = ("ads", "blog", "social", "referral", "")


def definition(stages: int) -> str:
    """A funnel of so many stages with a window of 60 days."""
    lines = [f"      - {{id: s{n}, name: S{n}, enter: {{attribute: stage, at_least: {n}}}}}" for n in range(stages)]
    head = """
suppilo: 1
business: {name: B, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR}
attributes: {stage: number, source: text}
funnels:
  - id: big
    name: Big
    window: 60d
    stages:
"""
    return head + "\n".join(lines)


def ways(people: int, stages: int) -> list[list[tuple[int, datetime]]]:
    """The (stage, instant) of each person, in order of stages; some skip one, some are early, some tie."""
    rng = np.random.default_rng(7)
    found = []
    for depth in 1 + np.minimum(rng.geometric(0.45, people) - 1, stages - 1):
        at = NOW - timedelta(days=float(rng.uniform(1, 300)))
        way = [(0, at)]
        for stage in range(1, int(depth)):
            if rng.random() > 0.1:
                at = min(at + timedelta(days=float(rng.normal(12, 14))), NOW)
            if rng.random() > 0.03:
                way.append((stage, at))
        found.append(way)
    return found


def fill(workspace_id: int, people: int, stages: int) -> int:
    """Rows as settling would leave them; answers how many matches."""
    current = running.running(workspace_id)
    assert current is not None
    rules = rules_of(current.bundle, "big")
    blank = [Person(workspace_id=workspace_id, created_at=NOW) for _ in range(people)]
    made = Person.objects.bulk_create(blank, batch_size=500)
    place = {"workspace_id": workspace_id, "funnel": "big"}
    walked = list(zip(made, ways(people, stages), strict=True))
    matches = [
        Match(**place, person=person, stage=f"s{stage}", rule=rules[f"s{stage}"], at=at, origin="import")
        for person, way in walked
        for stage, at in way
    ]
    standing = [Standing(**place, person=person, stage=f"s{way[-1][0]}", since=way[-1][1]) for person, way in walked]
    sources = [(person, SOURCES[person.pk % len(SOURCES)]) for person in made]
    attributes = [
        Attribute(workspace_id=workspace_id, person=person, key="source", kind="text", text=text, set_at=NOW)
        for person, text in sources
        if text
    ]
    with transaction.atomic():
        Match.objects.bulk_create(matches, batch_size=500)
        Standing.objects.bulk_create(standing, batch_size=500)
        Attribute.objects.bulk_create(attributes, batch_size=500)
    return len(matches)


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds, the medians of five runs: by the clock, and of this process's CPU (steadier on a busy machine)."""
    wall, cpu = [], []
    for _ in range(5):
        start, busy = time.perf_counter(), time.process_time()
        what()
        wall.append((time.perf_counter() - start) * 1e3)
        cpu.append((time.process_time() - busy) * 1e3)
    return statistics.median(wall), statistics.median(cpu)


def read_alone(workspace_id: int) -> None:
    """The same rows through the database's driver, nothing made of them."""
    where = "WHERE workspace_id = %s AND funnel = 'big'"
    with connection.cursor() as cursor:
        matches = f"SELECT person_id, stage, at, cause_seq FROM funnels_match {where} ORDER BY person_id, at"
        cursor.execute(matches, [workspace_id])
        cursor.fetchall()
        cursor.execute(f"SELECT person_id, stage FROM funnels_standing {where}", [workspace_id])
        cursor.fetchall()


def workspace_of(stages: int) -> int:
    """A fresh workspace in which the funnel runs."""
    call_command("migrate", verbosity=0)
    with clock.at(NOW):
        slug = f"benchmark-{time.time_ns()}"
        workspace_id = create_workspace(slug=slug, name="Benchmark").pk
        publishing.apply(workspace_id, read_bundle({"business.yaml": definition(stages)}), made_from=None)
    return workspace_id


def main() -> None:
    """Make the rows, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--stages", type=int, default=5)
    given = parser.parse_args()
    workspace_id = workspace_of(given.stages)
    matches = fill(workspace_id, given.people, given.stages)
    current = running.running(workspace_id)
    assert current is not None
    funnel, now_us = current.bundle.funnels[0], int(NOW.timestamp() * 1e6)
    known = reading.known(workspace_id, funnel, now_us)
    report = funnel_report(workspace_id, "big", now=NOW)
    base = timed(lambda: read_alone(workspace_id))
    lines = {
        "SQL read alone": base,
        "rows into arrays": timed(lambda: reading.known(workspace_id, funnel, now_us)),
        "walk alone": timed(lambda: walking.walked(known, WINDOW_US, now_us)),
        "whole report": timed(lambda: funnel_report(workspace_id, "big", now=NOW)),
        "whole report, by source": timed(lambda: funnel_report(workspace_id, "big", breakdown="source", now=NOW)),
        "picture": timed(lambda: funnel_svg(report)),
    }
    print(f"{connection.vendor}: {given.people:,} people, {matches:,} matches, {given.stages} stages")
    print("walk", [stage.reached for stage in report.stages], "differing", report.differing)
    for name, (wall, cpu) in lines.items():
        print(f"{name:26} {wall:9.1f} ms   {wall / base[0]:6.2f} x the SQL read   CPU here {cpu:9.1f} ms")


if __name__ == "__main__":
    main()
