"""Messages a second through the outbox, against the same mails prebuilt over the same kind of connections.

    python benchmarks/outbox.py [--messages 1000] [--connections 8] [--unsigned] [--profile]

The sink is a real SMTP server (aiosmtpd) in another process that takes pipelined commands. "outbox" is everything:
claim, gate, Liquid, MIME, DKIM, marks committed before the messages are offered, SMTP, outcomes and facts, in one
worker, whose signatures are made on a thread of their own beside what it waits for. "bare" hands the very same bytes to
the sink over as many connections by the same provider, without database. Both run in alternation and the medians are
told. That sink works about as hard as the worker, on a core that the database wants too: so each turn goes on into a
second one that says yes and looks at nothing. SUPPILO_DATABASE_URL chooses the database as usual. Read the ratio;
absolute rates are this machine's.
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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SINK = """
import time
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]
controller = Controller(Sink(), hostname="127.0.0.1", port={port})
controller.start()
print("ready", flush=True)
time.sleep(3600)
"""
#: Says yes to whatever comes.
NODDING = """
import asyncio
class Nodding(asyncio.Protocol):
    def connection_made(self, transport):
        self.out, self.kept, self.in_text = transport, b"", False
        transport.write(b"220 sink ESMTP\\r\\n")
    def data_received(self, data):
        self.kept += data
        while True:
            said, end, rest = self.kept.partition(b"\\r\\n.\\r\\n" if self.in_text else b"\\r\\n")
            if not end:
                return
            self.kept, verb = rest, b"." if self.in_text else said[:4].upper()
            self.in_text = verb == b"DATA"
            answer = b"250-sink\\r\\n250 PIPELINING" if verb == b"EHLO" else b"354 go on" if self.in_text else b"250 OK"
            self.out.write(answer + b"\\r\\n")
async def main():
    server = await asyncio.get_running_loop().create_server(Nodding, "127.0.0.1", {port})
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
#: Where time goes: a name for the reader, and the functions (file and name) whose own and deeper time counts.
PARTS = {
    "claim": ("claims.py", "claim"),
    "gate and lookups": ("recipients.py", "load"),
    "signed addresses": ("links.py", "address"),
    "Liquid": ("sandbox.py", "render"),
    "MIME": ("mime.py", "written"),
    "DKIM, handed to its thread": ("rendering.py", "signature"),
    "DKIM, waiting for it": ("sending.py", "finished"),
    "marks": ("outcomes.py", "mark"),
    "outcomes and facts": ("outcomes.py", "write"),
    "commits": ("base.py", "commit"),
    "SMTP, MAIL and RCPT": ("provider.py", "prepare"),
    "SMTP, waiting for them": ("provider.py", "accepted"),
    "SMTP, message": ("provider.py", "offer"),
    "SMTP, waiting for answers": ("provider.py", "answer"),
}


def free_port() -> int:
    """A port nobody uses just now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def sink(program: str) -> Iterator[str]:
    """A mail server in another process; its address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", program.format(port=port)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def people_of(many: int) -> tuple[object, list[int]]:
    """A business, and so many people who agreed to its newsletter."""
    from tests.messages.world import publish

    from suppilo.foundation import clock
    from suppilo.people import operations as people

    world = publish(f"benchmark-{os.getpid()}", quiet_hours=None, caps={"email": {"at_most": 1_000, "per": "7d"}})
    now = clock.now()
    found: list[int] = []
    for start in range(0, many, 500):
        rows = [
            people.Identity(identifiers={"email": f"p{number}@example.com"}, at=now, language="en")
            for number in range(start, min(many, start + 500))
        ]
        some = [one.person_id for one in people.identify_many(world.workspace_id, rows, now=now, origin="live")]
        agreements = [
            people.Agreement(person_id=one, purpose="newsletter", channel="email", state="granted", at=now)
            for one in some
        ]
        people.record_consent_many(world.workspace_id, agreements, now=now, origin="live")
        found += some
    return world, found


def provider_of(url: str, connections: int) -> object:
    """Mail goes to the server at `url` from now on."""
    from suppilo.messages import ports
    from suppilo.providers.mail_smtp.provider import Smtp
    from suppilo.providers.mail_smtp.server import Server

    provider = Smtp(Server.parse(f"{url}?connections={connections}"))
    ports.use_provider("email", provider)
    return provider


def fill(world: object, people: list[int], turn: str) -> None:
    """One message for each of them."""
    from suppilo.foundation import clock
    from suppilo.messages.operations import QueueItem, queue

    for start in range(0, len(people), 500):
        items = [
            QueueItem(person_id=one, message_id="offer_mail", unique_key=f"bench:{turn}:{one}")
            for one in people[start : start + 500]
        ]
        queue(world.workspace_id, version_id=world.version_id, items=items, now=clock.now())  # type: ignore[attr-defined]


def through_the_outbox(many: int, profile: cProfile.Profile | None) -> tuple[float, float, list]:
    """Seconds for the whole way, those of the processor, and the envelopes that left."""
    from suppilo.foundation import clock, work
    from suppilo.messages import sending

    kept: list = []
    finished = sending.Prepared.finished

    def keeping(prepared: sending.Prepared) -> object:
        kept.append(finished(prepared))
        return kept[-1]

    sending.Prepared.finished = keeping  # type: ignore[assignment,method-assign]
    started, worked = time.perf_counter(), time.process_time()
    if profile:
        profile.enable()
    work.run_due(clock.now(), only=("outbox",), rounds=many)
    if profile:
        profile.disable()
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    sending.Prepared.finished = finished  # type: ignore[method-assign]
    assert len(kept) == many, (len(kept), many)
    return seconds, processor, kept


def bare(envelopes: list, provider: object) -> float:
    """Seconds for the same bytes over the same connections, nothing else."""
    lines = [provider.connect(place) for place in range(provider.connections)]  # type: ignore[attr-defined]
    started = time.perf_counter()
    for start in range(0, len(envelopes), len(lines)):
        group = list(zip(lines, envelopes[start : start + len(lines)], strict=False))
        for line, one in group:
            line.prepare(one)
        for line, _ in group:
            line.accepted()
        for line, _ in group:
            line.offer()
        for line, _ in group:
            line.answer()
    return time.perf_counter() - started


def breakdown(profile: cProfile.Profile) -> None:
    """Each part's share of the profiled time. Commits lie in no other part; a profile makes Python look slower."""
    stats = pstats.Stats(profile)
    whole = max(row[3] for row in stats.stats.values())  # type: ignore[attr-defined]
    told = 0.0
    for name, (file, function) in PARTS.items():
        share = sum(
            row[3]
            for (path, _, called), row in stats.stats.items()  # type: ignore[attr-defined]
            if path.endswith(f"/{file}") and called == function
        )
        told += share
        print(f"  {name:28} {share / whole:6.1%}")
    print(f"  {'the rest':28} {1 - told / whole:6.1%}")
    if "--all" in sys.argv:
        stats.sort_stats("tottime").print_stats(40)


def main() -> None:
    """Run everything by turns and print a line for each sink."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--unsigned", action="store_true", help="without DKIM")
    parser.add_argument("--profile", action="store_true", help="say where the time goes (one more round, slower)")
    parser.add_argument("--all", action="store_true", help="with --profile: the functions themselves")
    given = parser.parse_args()
    os.environ["SUPPILO_HOME"] = tempfile.mkdtemp(prefix="suppilo-outbox-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suppilo.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from suppilo.messages.operations import make_mail_key

    call_command("migrate", verbosity=0)
    if not given.unsigned:
        make_mail_key("kahvila.example")
    world, people = people_of(given.messages)
    parts = f"{connection.vendor}, {given.connections} connections, {'unsigned' if given.unsigned else 'signed'}"
    with sink(SINK) as full, sink(NODDING) as nodding:
        found: dict[str, list[tuple[float, float, float]]] = {full: [], nodding: []}
        for turn in range(given.rounds):
            for url, rates in found.items():
                provider = provider_of(url, given.connections)
                fill(world, people, f"{turn}:{url}")
                seconds, processor, envelopes = through_the_outbox(given.messages, None)
                rates.append(tuple(given.messages / one for one in (seconds, processor, bare(envelopes, provider))))
        profile = cProfile.Profile() if given.profile else None
        if profile:
            provider_of(full, given.connections)
            fill(world, people, "profiled")
            through_the_outbox(given.messages, profile)
    print(f"{parts}, {len(envelopes[0].raw)} bytes each:")
    for name, rates in (("a real server", found[full]), ("one that only says yes", found[nodding])):
        rate, of_core, bare_rate = (statistics.median(some) for some in zip(*rates, strict=True))
        print(
            f"  into {name}: outbox {rate:.0f}/s ({of_core:.0f}/s of processor time), bare {bare_rate:.0f}/s,", end=" "
        )
        print(f"ratio {rate / bare_rate:.2f}")
    if profile:
        breakdown(profile)


if __name__ == "__main__":
    main()
