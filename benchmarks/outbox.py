"""Messages a second through the outbox, against the same mails prebuilt over the same kind of connection.

    python benchmarks/outbox.py [--messages 1000]

The sink is a real SMTP server in another process. "outbox" is everything: claim, gate, Liquid, MIME, mark committed per
message, SMTP, outcome and fact. "bare" hands the very same bytes to the sink over one connection by the same provider,
without database. SUPPILO_DATABASE_URL chooses the database as usual. Read the ratio; absolute rates are this machine's.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
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
controller = Controller(Sink(), hostname="127.0.0.1", port={port})
controller.start()
print("ready", flush=True)
time.sleep(3600)
"""
PARTS = {
    "claim, gate and lookups": ("claims.py:", "(claim)", "recipients.py", "(load)"),
    "Liquid, links and MIME": ("rendering.py", "(envelope)"),
    "marks, outcomes and facts": ("outcomes.py", "(write)", "(mark)"),
    "commits": ("base.py", "(_commit)"),
    "SMTP": ("provider.py", "(prepare)", "(deliver)"),
}


def free_port() -> int:
    """A port nobody uses just now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def sink() -> Iterator[str]:
    """A mail server in another process; its address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", SINK.format(port=port)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def fill(many: int) -> None:
    """A business, and so many people who are each to get one message."""
    from tests.messages.world import publish

    from suppilo.foundation import clock
    from suppilo.messages.operations import QueueItem, queue
    from suppilo.people import operations as people

    world = publish("benchmark", quiet_hours=None, caps={"email": {"at_most": 3, "per": "7d"}})
    now = clock.now()
    for start in range(0, many, 500):
        rows = [
            people.Identity(identifiers={"email": f"p{number}@example.com"}, at=now, language="en")
            for number in range(start, min(many, start + 500))
        ]
        found = people.identify_many(world.workspace_id, rows, now=now, origin="live")
        agreements = [
            people.Agreement(person_id=one.person_id, purpose="newsletter", channel="email", state="granted", at=now)
            for one in found
        ]
        people.record_consent_many(world.workspace_id, agreements, now=now, origin="live")
        items = [
            QueueItem(person_id=one.person_id, message_id="offer_mail", unique_key=f"bench:{one.person_id}")
            for one in found
        ]
        queue(world.workspace_id, version_id=world.version_id, items=items, now=now)


def through_the_outbox(many: int, url: str) -> tuple[float, list, pstats.Stats]:
    """Seconds for the whole way, the envelopes that left, and where the time went."""
    from suppilo.foundation import clock, work
    from suppilo.messages import ports, rendering
    from suppilo.messages import tasks as outbox_tasks
    from suppilo.providers.mail_smtp.provider import Smtp
    from suppilo.providers.mail_smtp.server import Server

    kept: list = []

    def keeping(*arguments: object, **more: object) -> object:
        kept.append(rendering.envelope(*arguments, **more))  # type: ignore[arg-type]
        return kept[-1]

    outbox_tasks.envelope = keeping  # type: ignore[assignment]
    ports.use_provider("email", Smtp(Server.parse(url)))
    profile = cProfile.Profile()
    started = time.perf_counter()
    if "--profile" in sys.argv:
        profile.enable()
    work.run_due(clock.now(), only=("outbox",), rounds=many)
    profile.disable()
    seconds = time.perf_counter() - started
    assert len(kept) == many, (len(kept), many)
    return seconds, kept, pstats.Stats(profile) if "--profile" in sys.argv else pstats.Stats()


def bare(envelopes: list, url: str) -> float:
    """Seconds for the same bytes over one connection, nothing else."""
    from suppilo.providers.mail_smtp.provider import Smtp
    from suppilo.providers.mail_smtp.server import Server

    connection = Smtp(Server.parse(url)).connect()
    started = time.perf_counter()
    for one in envelopes:
        connection.prepare(one)
        connection.deliver()
    return time.perf_counter() - started


def main() -> None:
    """Run both and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000)
    parser.add_argument("--profile", action="store_true", help="say where the time goes (slower)")
    given = parser.parse_args()
    os.environ["SUPPILO_HOME"] = tempfile.mkdtemp(prefix="suppilo-outbox-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suppilo.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    fill(given.messages)
    with sink() as url:
        seconds, envelopes, stats = through_the_outbox(given.messages, url)
        without = bare(envelopes, url)
    ratio = without / seconds
    print(
        f"{connection.vendor}: outbox {given.messages / seconds:.0f}/s, bare {given.messages / without:.0f}/s, ", end=""
    )
    print(f"ratio {ratio:.2f}, {len(envelopes[0].raw)} bytes each")
    if given.profile:
        stats.sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
