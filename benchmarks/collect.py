"""The collector against a no-op of the same server, and against raw inserts of the same rows, in one run.

    python benchmarks/collect.py [--seconds 5] [--connections 128] [--events 1,20] [--json]

Starts `suppilo serve --no-worker` with a home of its own and posts reports over open connections from this process.
Every report comes from an address of its own network (named by a trusted proxy), from a browser, with consent and a
visitor, one in five of them new: rate limits, bot classes, consent and identity all work. The no-op is POST /healthz
with the same headers and body: the same server, parser and answer, without reading, queue and commit. The raw inserts
write the rows that the collector wrote once more, under other ids, 1,000 a transaction, into the same table: prepared
statements on SQLite, COPY on PostgreSQL. SUPPILO_DATABASE_URL chooses the database as usual (it must be empty).
Read the ratios ("by CPU" is that of the server's processor time, which other programs disturb least); absolute rates
are this machine's.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.server import Address, opened_roastery

BROWSERS = tuple(
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{release}.0.0.0 Safari/537.36"
    for system in ("X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7")
    for release in (128, 129, 130)
)
REPEATS = 5
_numbers = iter(range(10**12))


def requests(path: str, events: int, count: int) -> Iterator[bytes]:
    """So many whole requests, each with new events; ids begin with the time, as the tracker's do."""
    chance = random.Random(events)
    visitors: list[str] = []
    started = time.time_ns() // 1_000_000
    for number in range(count):
        if number % REPEATS == 0:
            visitors.append(f"{started:012x}{next(_numbers):020x}")
        happenings = [
            {
                "name": "page_viewed",
                "id": f"{started:012x}{next(_numbers):020x}",
                "properties": {
                    "page": f"page-{chance.randrange(200)}",
                    "url": f"https://shop.example/page/{chance.randrange(2_000)}",
                    "source": chance.choice(("google.com", "newsletter", "facebook.com")),
                },
            }
            for _ in range(events)
        ]
        body = json.dumps({"w": "kaamos", "v": chance.choice(visitors), "consent": True, "events": happenings}).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: suppilo\r\nUser-Agent: {chance.choice(BROWSERS)}\r\n"
            f"X-Forwarded-For: 10.{number >> 12 & 255}.{number >> 4 & 255}.{number & 15}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


class Sender(asyncio.Protocol):
    """One open connection that posts one request after the other until the time is over."""

    def __init__(self, waiting: Iterator[bytes], until: float, want: bytes, taken: list[float]) -> None:
        """Seconds per request go to `taken`; every answer must begin with the status `want`."""
        self.waiting, self.until, self.want, self.taken = waiting, until, want, taken
        self.answer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport
        self._next()

    def _next(self) -> None:
        now = time.perf_counter()
        following = next(self.waiting, None) if now < self.until else None
        if following is None:
            self.transport.close()
            self.done.set_result(None)
            return
        self.started = now
        self.transport.write(following)

    def data_received(self, data: bytes) -> None:
        """An answer may come in two pieces, head and body; the body of the no-op ends it."""
        self.answer += data
        if not self.answer.startswith(b"HTTP/1.1 " + self.want):
            self.done.set_exception(AssertionError(self.answer))
            return
        if not self.answer.endswith(b"\r\n\r\n" if self.want == b"204" else b"ok\n"):
            return
        self.answer = b""
        self.taken.append(time.perf_counter() - self.started)
        self._next()


async def measured(place: str, path: str, *, events: int, seconds: float, connections: int, want: bytes) -> list[float]:
    """Seconds per request of all connections together; the requests are made beforehand."""
    host, _, port = place.partition(":")
    made = list(requests(path, events, int(seconds * (12_000 if events == 1 else 2_500)) if want == b"204" else 5_000))
    waiting = iter(made) if want == b"204" else itertools.cycle(made)
    taken: list[float] = []
    until = time.perf_counter() + seconds
    loop = asyncio.get_running_loop()
    senders = [
        (await loop.create_connection(lambda: Sender(waiting, until, want, taken), host, int(port)))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(one.done for one in senders))
    assert next(waiting, None) is not None, "the server was faster than requests were made beforehand"
    return taken


RAW = """
import time, uuid, django
django.setup()
from django.db import connection, transaction
names = "workspace_id person_id name at received_at source external_id origin is_act traffic consent agent_id"
names = [f'"{name}"' for name in (names + " properties folded").split()]
columns = ", ".join(names)
postgresql = connection.vendor == "postgresql"
read = ", ".join(name + "::text" if postgresql and name in ('"properties"', '"folded"') else name for name in names)
with connection.cursor() as cursor:
    cursor.execute(f"SELECT {read} FROM events_event WHERE source = 'collect' ORDER BY seq DESC LIMIT 20000")
    rows = [list(row) for row in cursor.fetchall()]
    now = f"{time.time_ns() // 1_000_000:012x}"
    for number, row in enumerate(rows):
        row[5], row[6] = "raw", now + f"{number:020x}"
        if not postgresql:
            row[3], row[4] = str(row[3]).replace("+00:00", ""), str(row[4]).replace("+00:00", "")
    started = time.perf_counter()
    for place in range(0, len(rows), 1000):
        with transaction.atomic():
            if postgresql:
                with cursor.copy(f"COPY events_event ({columns}) FROM STDIN") as copy:
                    for row in rows[place:place + 1000]:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(names))
                cursor.executemany(f"INSERT INTO events_event ({columns}) VALUES ({marks})", rows[place:place + 1000])
    print(len(rows) / (time.perf_counter() - started))
"""


def raw_rate(environment: dict[str, str]) -> float:
    """Rows a second of plain inserts into the same database, by a process of its own."""
    told = {**environment, "DJANGO_SETTINGS_MODULE": "suppilo.config.settings"}
    done = subprocess.run([sys.executable, "-c", RAW], env=told, check=True, capture_output=True, text=True)
    return float(done.stdout)


def compared(served: Address, events: int, seconds: float, connections: int) -> dict[str, float]:
    """One size: no-op and collector in turns, so that a busy moment of the machine meets both."""
    place = urlsplit(served).netloc
    more: dict[str, Any] = {"events": events, "seconds": seconds / 2, "connections": connections}
    asyncio.run(measured(place, "/collect", **{**more, "seconds": 1}, want=b"204"))
    nothing: list[float] = []
    taken: list[float] = []
    spent = [0.0, 0.0]
    for _ in range(2):
        started = served.cpu_seconds()
        nothing += asyncio.run(measured(place, "/healthz", **more, want=b"200"))
        between = served.cpu_seconds()
        taken += asyncio.run(measured(place, "/collect", **more, want=b"204"))
        spent = [spent[0] + between - started, spent[1] + served.cpu_seconds() - between]
    parts = statistics.quantiles(taken, n=100)
    return {
        "events": events,
        "no_op": len(nothing) / seconds,
        "collect": len(taken) / seconds,
        "ratio": len(taken) / len(nothing),
        "events_a_second": len(taken) * events / seconds,
        "cpu_ratio": spent[0] / len(nothing) / (spent[1] / len(taken)),
        "cpu_us": spent[1] / len(taken) * 1e6,
        "p50_ms": parts[49] * 1000,
        "p99_ms": parts[98] * 1000,
    }


def main() -> None:
    """Print one line a size."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=6)
    asked.add_argument("--connections", type=int, default=128)
    asked.add_argument("--events", default="1,20")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    limits = {"SUPPILO_TRUSTED_PROXIES": "127.0.0.1", "SUPPILO_COLLECT_PER_VISITOR": "1000000"}
    found = []
    with opened_roastery("--no-worker", **limits) as served:
        for events in (int(word) for word in given.events.split(",")):
            line = compared(served, events, given.seconds, given.connections)
            line["raw"] = statistics.median(raw_rate(served.environment) for _ in range(3))
            line["of_raw"] = line["events_a_second"] / line["raw"]
            found.append(line)
    if given.json:
        print(json.dumps({"database": _database(), "sizes": found}))
        return
    print(_database())
    print("events/request  no-op req/s  collect req/s  ratio  by CPU   events/s  raw rows/s  ratio  p50 ms  p99 ms")
    for line in found:
        print(
            f"{line['events']:>14}  {line['no_op']:>11,.0f}  {line['collect']:>13,.0f}  {line['ratio']:>5.2f}"
            f"  {line['cpu_ratio']:>6.2f}  {line['events_a_second']:>9,.0f}  {line['raw']:>10,.0f}"
            f"  {line['of_raw']:>5.2f}  {line['p50_ms']:>6.1f}  {line['p99_ms']:>6.1f}"
        )


def _database() -> str:
    return "PostgreSQL" if os.environ.get("SUPPILO_DATABASE_URL", "").startswith("postgres") else "SQLite"


if __name__ == "__main__":
    main()
