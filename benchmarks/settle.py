"""How fast imported people are identified, described and settled, beside bare inserts of the rows settling wrote.

    python benchmarks/settle.py [people]

Makes a home of its own; SUPPILO_DATABASE_URL is used if given and must name an empty database. Prints seconds of the
wall and of the processor: on a busy machine only the latter tell something.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

os.environ["SUPPILO_HOME"] = tempfile.mkdtemp(prefix="suppilo-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "suppilo.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from suppilo.definition.reading import read_bundle  # noqa: E402
from suppilo.events.operations import NewFact, record  # noqa: E402
from suppilo.foundation.writing import writing  # noqa: E402
from suppilo.funnels.queries import standing  # noqa: E402
from suppilo.people.operations import Description, Identity, identify_many, set_attributes_many  # noqa: E402
from suppilo.publishing import operations as publishing  # noqa: E402
from suppilo.segments.operations import settle  # noqa: E402
from suppilo.team.operations import create_workspace  # noqa: E402

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 8_000
BATCH = 500
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEFINITION = """
suppilo: 1
business: {name: Test, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR}
attributes: {city: text, size: number, joined: day}
segments:
  warm: {name: Warm, when: {event: lead_imported, within: 30d}}
funnels:
  - id: deals
    name: Deals
    stages:
      - {id: lead, name: Lead, enter: {event: lead_imported}}
      - {id: cart, name: Cart, enter: {event: cart_filled}}
      - {id: won, name: Won, enter: {event: deal_won}}
"""
#: What settling writes, and which rows of it.
WRITTEN = {
    "funnels_match": "1=1",
    "funnels_standing": "1=1",
    "funnels_move": "1=1",
    "segments_member": "1=1",
    "segments_passage": "1=1",
    "segments_wake": "1=1",
    "events_event": "name LIKE 'stage_%%'",
}


class Watch:
    """Adds up wall and processor seconds, and remembers the longest turn."""

    def __init__(self) -> None:
        self.wall = self.processor = self.longest = 0.0

    def time(self, call: Callable[[], Any]) -> Any:
        """Call it, add what it took, and answer what it answered."""
        wall, processor = time.perf_counter(), time.process_time()
        answer = call()
        took = time.perf_counter() - wall
        self.wall, self.processor = self.wall + took, self.processor + time.process_time() - processor
        self.longest = max(self.longest, took)
        return answer

    def __str__(self) -> str:
        rate = PEOPLE / self.processor
        longest = f"longest {self.longest * 1_000:,.0f} ms"
        return (
            f"{rate:9,.0f} people/s (processor)   wall {self.wall:6.2f} s, processor {self.processor:6.2f} s, {longest}"
        )


def at(n: int) -> datetime:
    """When the n-th person became a lead."""
    return NOW - timedelta(days=n % 300, minutes=n % 1_440)


def facts(n: int, person: int) -> list[NewFact]:
    """A lead; every tenth bought."""
    same: dict[str, Any] = {"person_id": person, "source": "crm", "origin": "import"}
    some = [NewFact(name="lead_imported", at=at(n), external_id=f"lead-{n}", **same)]
    if n % 10 == 0:
        some.append(NewFact(name="deal_won", at=at(n) + timedelta(minutes=30), external_id=f"won-{n}", **same))
    return some


def bring_in(workspace: int, numbers: range, watches: dict[str, Watch]) -> None:
    """One batch, in one transaction, as an import writes it."""
    rows = [Identity(identifiers={"external": f"c{n}", "email": f"p{n}@example.com"}, at=at(n)) for n in numbers]
    with writing():
        found = watches["identify"].time(lambda: identify_many(workspace, rows, now=NOW, origin="import"))
        pairs = list(zip(numbers, [one.person_id for one in found], strict=True))
        known = [
            Description(person_id=person, values={"city": "Åbo", "size": n % 50, "joined": "2026-01-01"}, at=at(n))
            for n, person in pairs
        ]
        watches["describe"].time(lambda: set_attributes_many(workspace, known, now=NOW, origin="import"))
        watches["record"].time(lambda: record(workspace, [fact for n, person in pairs for fact in facts(n, person)]))


def bare() -> Watch:
    """Inserting the same rows again, and nothing else."""
    watch = Watch()
    with connection.cursor() as cursor:
        for table, which in WRITTEN.items():
            cursor.execute(f"SELECT * FROM {table} WHERE {which}", [])
            rows = [[json.dumps(one) if isinstance(one, dict) else one for one in row] for row in cursor.fetchall()]
            columns = [column[0] for column in cursor.description]
            cursor.execute(f"DELETE FROM {table} WHERE {which}", [])
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
            with transaction.atomic():
                watch.time(lambda statement=statement, rows=rows: cursor.executemany(statement, rows))
    return watch


def main() -> None:
    """Bring people in, settle them, and compare."""
    call_command("migrate", verbosity=0)
    workspace = create_workspace(slug="bench", name="Bench").pk
    publishing.apply(workspace, read_bundle({"business.yaml": DEFINITION}), made_from=None)
    while publishing.migrate_people(datetime(2100, 1, 1, tzinfo=UTC)):
        pass
    watches = {name: Watch() for name in ("identify", "describe", "record")}
    whole = Watch()
    for start in range(0, PEOPLE, BATCH):
        numbers = range(start, min(start + BATCH, PEOPLE))
        whole.time(lambda numbers=numbers: bring_in(workspace, numbers, watches))
    for name, watch in {**watches, "import": whole}.items():
        print(f"{name:10}{watch}")
    settling = Watch()
    while settling.time(lambda: settle(NOW)):
        pass
    print(f"{'settle':10}{settling}")
    print("standing ", standing(workspace, "deals"))
    raw = bare()
    print(
        f"settling takes {settling.processor / raw.processor:.1f} times the processor time of bare inserts of its rows"
    )


if __name__ == "__main__":
    main()
