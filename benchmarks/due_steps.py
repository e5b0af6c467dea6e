"""People a second who are due and go through wait, branch and send, against bare UPDATEs of the same rows.

    python benchmarks/due_steps.py [--people 20000] [--rounds 3] [--workers 2] [--profile]

Each round puts the same enrolments before the same due wait. "steps" is everything a worker does until each of them has
a message in the outbox and stands at the next wait: claim, lease, conditions, the outbox, places, commits. "update" is
one UPDATE of the same columns of the same rows in transactions of the same size and nothing else. Both run in
alternation, and the medians are told. With PostgreSQL, as many worker processes as asked for then share the same work;
every message is counted. Makes a home of its own; SUPPILO_DATABASE_URL is used if given and must name an empty
database.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

if "--worker" not in sys.argv:
    os.environ["SUPPILO_HOME"] = tempfile.mkdtemp(prefix="suppilo-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "suppilo.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from suppilo.definition.reading import read_bundle  # noqa: E402
from suppilo.foundation import clock  # noqa: E402
from suppilo.foundation.bulk import insert  # noqa: E402
from suppilo.foundation.writing import writing  # noqa: E402
from suppilo.journeys.models import Enrolment  # noqa: E402
from suppilo.journeys.tasks import BATCH, journey_steps  # noqa: E402
from suppilo.messages.models import Outgoing  # noqa: E402
from suppilo.people.operations import Description, Identity, identify_many, set_attributes_many  # noqa: E402
from suppilo.publishing import operations as publishing  # noqa: E402
from suppilo.team.operations import create_workspace  # noqa: E402

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
DEFINITION = """
suppilo: 1
business: {name: Test, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR}
senders: {us: {name: Us, email: us@test.example}}
attributes: {city: text}
funnels:
  - id: shop
    name: Shop
    stages: [{id: lead, name: Lead, enter: {identifier: email}}]
    messages:
      one: {subject: One, blocks: [{kind: text, body: One}]}
      two: {subject: Two, blocks: [{kind: text, body: Two}]}
    journeys:
      deliver:
        name: Deliver
        trigger: {manual: true}
        steps:
          - {id: rest, wait: 1d}
          - id: which
            branch: {attribute: city, is: Oslo}
            then: [{id: one, send: one}]
            otherwise: [{id: two, send: two}]
          - {id: later, wait: 30d}
"""


def lay(people: int) -> tuple[int, int, list[int]]:
    """A workspace with so many people; answers it, its version, and them."""
    call_command("migrate", verbosity=0)
    workspace = create_workspace(slug="test", name="Test").pk
    version = publishing.apply(workspace, read_bundle({"business.yaml": DEFINITION}), made_from=None).version_id
    everyone: list[int] = []
    for start in range(0, people, 1_000):
        some = [
            Identity(identifiers={"email": f"p{number}@example.org"}, at=NOW)
            for number in range(start, min(start + 1_000, people))
        ]
        found = [one.person_id for one in identify_many(workspace, some, now=NOW, origin="live")]
        rows = [Description(person_id=one, values={"city": "Oslo" if one % 2 else "Bergen"}, at=NOW) for one in found]
        set_attributes_many(workspace, rows, now=NOW, origin="live")
        everyone += found
    return workspace, version, everyone


def stand(workspace: int, version: int, people: list[int]) -> None:
    """Everybody anew before a wait that is over."""
    with connection.cursor() as cursor:
        for table in (Outgoing._meta.db_table, Enrolment._meta.db_table):
            is_sqlite = connection.vendor == "sqlite"
            cursor.execute(f"DELETE FROM {table}" if is_sqlite else f"TRUNCATE {table} CASCADE")
    before = NOW - timedelta(days=1)
    for start in range(0, len(people), 2_000):
        with writing():
            insert(Enrolment, [waiting(workspace, version, one, before) for one in people[start : start + 2_000]])
    settle()


def waiting(workspace: int, version: int, person: int, before: datetime) -> SimpleNamespace:
    """Somebody before the wait, as a row."""
    return SimpleNamespace(
        workspace_id=workspace,
        version_id=version,
        journey="deliver",
        person_id=person,
        entry_key="bench",
        cause_seq=None,
        origin="live",
        context={},
        step="rest",
        since=before,
        waiting_for="",
        deadline=NOW,
        started_at=before,
        tries=0,
        detour={},
        late_since=None,
        stuck="",
        stuck_at=None,
        ways="",
        due_at=NOW,
    )


def settle() -> None:
    """Planners know the table."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def work_off() -> tuple[float, float]:
    """Seconds until nobody is due: of the wall, and of this processor."""
    began, spent = time.perf_counter(), time.process_time()
    with clock.at(NOW):
        while journey_steps(NOW):
            pass
    return time.perf_counter() - began, time.process_time() - spent


def update_all(people: int) -> tuple[float, float]:
    """Seconds (wall, processor) of bare UPDATEs of the same columns, in transactions of the same size."""
    keys = list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))
    began, spent = time.perf_counter(), time.process_time()
    for start in range(0, people, BATCH):
        with writing():
            Enrolment.objects.filter(pk__in=keys[start : start + BATCH]).update(
                step="later", since=NOW, waiting_for="", deadline=NOW, due_at=NOW, tries=0
            )
    return time.perf_counter() - began, time.process_time() - spent


def share(workers: int) -> float:
    """Seconds until so many processes have worked it off."""
    command = [sys.executable, __file__, "--worker"]
    began_with = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(workers)]
    for one in began_with:
        assert one.stdout is not None
        one.stdout.readline()
    began = time.perf_counter()
    for one in began_with:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    for one in began_with:
        one.wait()
    return time.perf_counter() - began


def worker() -> None:
    """One of several processes: ready, and then off."""
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    work_off()


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--worker", action="store_true")
    given = parser.parse_args()
    if given.worker:
        worker()
        return
    workspace, version, people = lay(given.people)
    steps, updates = [], []
    profile = cProfile.Profile()
    for _ in range(given.rounds):
        stand(workspace, version, people)
        if given.profile:
            profile.enable()
        steps.append(work_off())
        profile.disable()
        assert Outgoing.objects.count() == len(people)
        updates.append(update_all(len(people)))
    many = len(people)
    step, update = (statistics.median(wall for wall, _ in some) for some in (steps, updates))
    step_spent, update_spent = (statistics.median(spent for _, spent in some) for some in (steps, updates))
    print(f"{connection.vendor}, {many:,} people, batches of {BATCH}")
    print(f"wait, branch, send: {many / step:10,.0f} people a second")
    print(f"bare UPDATE:        {many / update:10,.0f} rows a second")
    print(f"ratio:              {update / step:10.3f} (by processor time {update_spent / step_spent:.3f})")
    if connection.vendor == "postgresql":
        alone = []
        together = []
        for _ in range(given.rounds):
            for workers, found in ((1, alone), (given.workers, together)):
                stand(workspace, version, people)
                found.append(share(workers))
                keys = Outgoing.objects.values_list("unique_key", flat=True)
                assert Outgoing.objects.count() == len(set(keys)) == many, "a message twice, or none"
        one, more = statistics.median(alone), statistics.median(together)
        print(f"{given.workers} workers: {many / more:,.0f} people a second, one: {many / one:,.0f}")
        print(f"that is {one / more:.2f} times as many")
        print(f"messages: {many:,} of {many:,}, none twice")
    if given.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
