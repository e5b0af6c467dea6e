"""The collector against a no-op of the same server, in one run.

    python benchmarks/collect.py [--seconds 5] [--connections 64] [--events 1,20]

Starts `suppilo serve --no-worker` with a home of its own and posts reports over open connections from this process.
The no-op is POST /healthz with the same body: the same server, parser and answer, without reading, queue and commit.
SUPPILO_DATABASE_URL chooses the database as usual. Read the ratio; absolute rates are this machine's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.server import opened_roastery


def report(events: int) -> bytes:
    """A body with so many new events."""
    happenings = [
        {"name": "page_viewed", "id": uuid.uuid4().hex, "properties": {"page": "guide", "funnel": "coffee"}}
        for _ in range(events)
    ]
    return json.dumps({"w": "kaamos", "v": uuid.uuid4().hex, "consent": False, "events": happenings}).encode()


async def one_connection(place: str, path: str, events: int, until: float, taken: list[float], want: bytes) -> None:
    """Post one report after the other until the time is over; note how long each took."""
    host, _, port = place.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    while time.perf_counter() < until:
        body = report(events)
        head = f"POST {path} HTTP/1.1\r\nHost: {place}\r\nContent-Length: {len(body)}\r\n\r\n"
        started = time.perf_counter()
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 " + want), answer
        if b"content-length: 3" in answer:
            await reader.readexactly(3)
        taken.append(time.perf_counter() - started)
    writer.close()


async def measured(place: str, path: str, *, events: int, seconds: float, connections: int, want: bytes) -> list[float]:
    """Seconds per request of all connections together."""
    taken: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(
        *(one_connection(place, path, events, until, taken, want) for _ in range(connections)),
    )
    return taken


def main() -> None:
    """Print one line a size: no-op, collector, ratio."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=5)
    asked.add_argument("--connections", type=int, default=64)
    asked.add_argument("--events", default="1,20")
    given = asked.parse_args()
    with opened_roastery("--no-worker") as address:
        place = urlsplit(address).netloc
        print("events/request  no-op req/s  collect req/s  ratio  events/s  p50 ms  p99 ms")
        for events in (int(word) for word in given.events.split(",")):
            more = {"events": events, "seconds": given.seconds, "connections": given.connections}
            asyncio.run(measured(place, "/collect", **{**more, "seconds": 1}, want=b"204"))
            nothing = asyncio.run(measured(place, "/healthz", **more, want=b"200"))
            taken = asyncio.run(measured(place, "/collect", **more, want=b"204"))
            rate, bare = len(taken) / given.seconds, len(nothing) / given.seconds
            parts = statistics.quantiles(taken, n=100)
            print(
                f"{events:>14}  {bare:>11,.0f}  {rate:>13,.0f}  {rate / bare:>5.2f}  {rate * events:>8,.0f}"
                f"  {parts[49] * 1000:>6.1f}  {parts[98] * 1000:>6.1f}"
            )


if __name__ == "__main__":
    main()
