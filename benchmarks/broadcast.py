"""From a form to its first mail while a broadcast is being sent, and what the worker holds in memory meanwhile.

    python benchmarks/broadcast.py [--recipients 5000] [--every 0.5] [--seconds 600]

Starts `suppilo serve` on SQLite (or SUPPILO_DATABASE_URL) with a home of its own, and a real SMTP server in another
process that writes down when each mail was there. A form is posted every `--every` seconds, from before the broadcast
begins until it is over; a mail's time runs from the post to its arrival. Claims: p95 below 5 s, worker below 250 MB.
The time without a broadcast is printed beside it: read both, absolute times are this machine's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import psutil  # noqa: E402
from benchmarks.forms import opened, posted  # noqa: E402
from benchmarks.outbox import free_port  # noqa: E402
from benchmarks.server import Address, opened_roastery  # noqa: E402

SLOWEST, LARGEST = 5.0, 250.0
SINK = """
import sys, time
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        for recipient in envelope.rcpt_tos:
            print(time.time(), recipient, flush=True)
        return "250 OK"
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]
Controller(Sink(), hostname="127.0.0.1", port={port}).start()
print("ready", flush=True)
time.sleep(86400)
"""


@contextmanager
def sink() -> Iterator[tuple[str, Path]]:
    """A mail server in another process: its address, and the file in which it writes what came when."""
    port, log = free_port(), Path(tempfile.mkdtemp()) / "mails"
    with log.open("w") as file:
        process = subprocess.Popen([sys.executable, "-c", SINK.format(port=port)], stdout=file)
    try:
        while "ready" not in log.read_text():
            time.sleep(0.05)
        yield f"smtp://127.0.0.1:{port}", log
    finally:
        process.kill()
        process.wait()


def fill(many: int) -> int:
    """So many people who agreed, where it is noon, and a draft for all of them; answers its number."""
    import django

    django.setup()
    from suppilo.foundation import clock
    from suppilo.messages import operations as messages
    from suppilo.people import operations as people
    from suppilo.team.queries import all_workspaces

    workspace, now = all_workspaces()[0].pk, clock.now()
    ahead = (12 - now.hour + 12) % 24 - 12
    zone = f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
    for start in range(0, many, 500):
        rows = [
            people.Identity(identifiers={"email": f"p{n}@example.com"}, at=now, language="en", zone=zone)
            for n in range(start, min(many, start + 500))
        ]
        some = [one.person_id for one in people.identify_many(workspace, rows, now=now, origin="import")]
        agreed = [
            people.Agreement(person_id=one, purpose="newsletter", channel="email", state="granted", at=now)
            for one in some
        ]
        people.record_consent_many(workspace, agreed, now=now, origin="import")
    languages = ("en", "da", "nb", "fi", "sv")
    texts = {"subject": dict.fromkeys(languages, "Spring"), "body": dict.fromkeys(languages, "New **coffee**.")}
    content = {"purpose": "newsletter", **texts}
    return messages.write_broadcast(
        workspace, number=None, name="x", segment="", content=content, user_id=None, now=now
    )


def begin(number: int) -> None:
    """Send it to everybody, now."""
    import django

    django.setup()
    from suppilo.foundation import clock
    from suppilo.messages import operations as messages
    from suppilo.team.queries import all_workspaces

    now = clock.now()
    messages.schedule_broadcast(all_workspaces()[0].pk, number, starts_at=now, is_local=False, now=now)


def inside(address: Address, *words: str) -> str:
    """This script again, in the server's home and database."""
    environment = {**address.environment, "DJANGO_SETTINGS_MODULE": "suppilo.config.settings"}
    command = [sys.executable, str(Path(__file__).resolve()), *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def megabytes(address: Address) -> float:
    """The most that one process of the server holds now (the worker is one of them)."""
    every = psutil.Process(address.server.pid).children(recursive=True)
    workers = [one for one in every if "worker" in " ".join(one.cmdline())]
    return max((one.memory_info().rss / 1e6 for one in workers or every), default=0.0)


def arrivals(log: Path) -> dict[str, float]:
    """When each address first got a mail."""
    found: dict[str, float] = {}
    for line in log.read_text().splitlines():
        at, _, recipient = line.partition(" ")
        if recipient:
            found.setdefault(recipient, float(at))
    return found


def post_forms(address: Address, first: int, every: float, until: float, is_over: object, peak: list[float]) -> dict:
    """Post forms until `is_over` or the time is up; when each was posted."""
    place, when, number = urlsplit(address).netloc, {}, first
    while time.time() < until and not is_over():  # type: ignore[operator]
        started = time.time()
        form = opened(place)
        when[f"visitor{number}@example.com"] = time.time()
        posted(place, number, form)
        number += 1
        peak.append(megabytes(address))
        time.sleep(max(0.0, every - (time.time() - started)))
    return when


def until_calm(address: Address, log: Path) -> float:
    """Seconds until the worker has settled those who were brought in, as far as a form's mail shows it."""
    place, began = urlsplit(address).netloc, time.time()
    posted(place, 90_000, opened(place))
    while "visitor90000@example.com" not in arrivals(log) and time.time() < began + 1_800:
        time.sleep(0.5)
    return time.time() - began


def told(name: str, when: dict[str, float], log: Path) -> float:
    """Print how long mails took; answers the p95 in seconds."""
    deadline = time.time() + 60
    while time.time() < deadline and not set(when) <= set(arrivals(log)):
        time.sleep(0.2)
    came = arrivals(log)
    took = sorted(came[one] - at for one, at in when.items() if one in came)
    missing = len(when) - len(took)
    if not took:
        raise SystemExit(f"{name}: none of {len(when)} forms was answered within a minute.")
    p95 = statistics.quantiles(took, n=20)[18] if len(took) > 1 else took[0]
    print(
        f"{name}: {len(took)} forms, p50 {took[len(took) // 2]:.2f} s, p95 {p95:.2f} s, worst {took[-1]:.2f} s", end=""
    )
    print(f", {missing} without a mail" if missing else "", flush=True)
    return p95


def repeats(log: Path) -> int:
    """How many mails of the broadcast came to somebody who had one already; read at once, for more may be coming."""
    words = [line.split() for line in log.read_text().splitlines()]
    reached = [one[1] for one in words if len(one) == 2 and one[1].startswith("p")]
    return len(reached) - len(set(reached))


def main() -> int:
    """Print the times with and without a broadcast and the worker's memory; 1 when a claim does not hold."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--recipients", type=int, default=5_000)
    words.add_argument("--every", type=float, default=0.5)
    words.add_argument("--seconds", type=float, default=600)
    words.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    words.add_argument("--begin", type=int, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.fill is not None:
        print(fill(given.fill))
        return 0
    if given.begin is not None:
        begin(given.begin)
        return 0
    with (
        sink() as (url, log),
        opened_roastery(SUPPILO_SMTP_URL=url, SUPPILO_FORM_SECONDS="0", SUPPILO_FORMS_PER_MINUTE="100000") as address,
    ):
        number = int(inside(address, "--fill", str(given.recipients)))
        print(
            f"first mail after {given.recipients:,} people were brought in: {until_calm(address, log):.0f} s",
            flush=True,
        )
        calm: list[float] = []
        when = post_forms(address, 0, given.every, time.time() + 10, lambda: False, calm)
        told("calm", when, log)
        inside(address, "--begin", str(number))
        started, peak = time.time(), calm[-1:]

        def is_over() -> bool:
            return log.read_text().count(" p") >= given.recipients

        when = post_forms(address, 100_000, given.every, started + given.seconds, is_over, peak)
        seconds, sent = time.time() - started, log.read_text().count(" p")
        p95 = told("during the broadcast", when, log)
        doubled = repeats(log)
        print(f"broadcast: {sent:,} of {given.recipients:,} in {seconds:.0f} s", end=", ")
        print(f"{sent / seconds:,.0f} a second, {doubled} twice")
        print(f"worker: {max(peak):.0f} MB at most, {calm[-1]:.0f} MB before")
        return int(p95 >= SLOWEST or max(peak) >= LARGEST or doubled > 0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suppilo.config.settings")
    sys.exit(main())
