"""A real server that accepts half of a batch: each message over several connections gets its own right outcome."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from suppilo.foundation import clock, work
from suppilo.messages import ports, rendering, tasks
from suppilo.messages.dkim import signing
from suppilo.messages.models import Outgoing, Suppression
from suppilo.messages.operations import QueueItem, make_mail_key, queue
from suppilo.messages.suppressing import digest
from suppilo.providers.mail_smtp.provider import Smtp
from suppilo.providers.mail_smtp.server import Server
from tests.messages.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
#: What becomes of whose name begins so: status, reason, what the server said, and whether the address is dead.
BECOMES = {
    "good": ("sent", "", "", False),
    "nobody": ("failed", "refused", "550 5.1.1 no such user", True),
    "grey": ("queued", "try_again", "451 4.7.1 greylisted", False),
    "content": ("failed", "refused", "554 5.6.0 not this text", False),
    "full": ("queued", "try_again", "452 4.2.2 mailbox full", False),
    "gone": ("unknown", "answer_lost", "", False),
}


@dataclass
class Half:
    """Takes half: by name it says no to the recipient or to the message, or breaks off after DATA."""

    pipelines: bool
    url: str = ""
    kept: list[tuple[str, str]] = field(default_factory=list)
    begun: int = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, said: list[str]) -> list[str]:
        session.host_name = hostname
        return [*said[:-1], *(["250-PIPELINING"] if self.pipelines else []), said[-1]]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.begun += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        name = address.partition("@")[0].rstrip("0123456789")
        if name in ("nobody", "grey"):
            return BECOMES[name][2]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        address = envelope.rcpt_tos[0]
        name = address.partition("@")[0].rstrip("0123456789")
        if name in ("content", "full"):
            return BECOMES[name][2]
        self.kept.append((address, str(message_from_bytes(envelope.content)["To"])))
        if name == "gone":
            server.transport.abort()
        return "250 OK"


@pytest.fixture(params=[False, True], ids=["in turn", "at once"])
def half(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Half]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Half(request.param, f"smtp://127.0.0.1:{port}?connections=4")
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    way = Smtp(Server.parse(server.url))
    monkeypatch.setitem(ports._providers, "email", way)
    yield server
    for line in way._local.open.values():
        line.close()
    controller.stop()


def test_each_message_has_its_own_outcome(world: World, half: Half) -> None:
    names = [f"{name}{number}" for number in range(5) for name in BECOMES]
    items = [
        QueueItem(person_id=world.person(f"{name}@a.example"), message_id="guide_mail", unique_key=name)
        for name in names
    ]
    queue(world.workspace_id, version_id=world.version_id, items=items, now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    found = {
        row.unique_key: (row.status, row.reason, row.reason_params.get("said", "")) for row in Outgoing.objects.all()
    }
    assert found == {name: BECOMES[name[:-1]][:3] for name in names}
    dead = set(Suppression.objects.values_list("digest", flat=True))
    hers = {name: digest(world.workspace_id, "email", f"{name}@a.example") in dead for name in names}
    assert hers == {name: BECOMES[name[:-1]][3] for name in names}
    taken = [name for name in names if name[:-1] in ("good", "gone")]
    assert sorted(half.kept) == sorted((f"{name}@a.example", f"{name}@a.example") for name in taken), (
        "and nobody else's"
    )


@pytest.mark.parametrize("fails_at", [2, 5, 6, 8])
def test_a_fault_of_our_own_between_two_messages_mixes_and_repeats_none(
    world: World, half: Half, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    monkeypatch.setattr(tasks, "envelope", _fails(rendering.envelope, fails_at))
    _twelve_arrive_after_a_fault(world, half)


@pytest.mark.parametrize("fails_at", [1, 2, 5, 6, 8])
def test_a_fault_in_a_signature_mixes_and_repeats_none(
    world: World, half: Half, monkeypatch: pytest.MonkeyPatch, fails_at: int, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    make_mail_key("kahvila.example")
    monkeypatch.setattr(signing, "signed", _fails(signing.signed, fails_at))
    _twelve_arrive_after_a_fault(world, half)
    assert half.begun == 12, "no line was left in the middle"


def _fails(real: Callable[..., Any], at: int) -> Callable[..., Any]:
    made: list[object] = []

    def faulty(*given: Any, **more: Any) -> Any:
        made.append(None)
        if len(made) == at:
            raise LookupError("our own fault")
        return real(*given, **more)

    return faulty


def _twelve_arrive_after_a_fault(world: World, half: Half) -> None:
    items = [
        QueueItem(person_id=world.person(f"good{number}@a.example"), message_id="guide_mail", unique_key=str(number))
        for number in range(12)
    ]
    queue(world.workspace_id, version_id=world.version_id, items=items, now=clock.now())
    with pytest.raises(LookupError):
        tasks.outbox(clock.now())
    clock.turn(tasks.LEASE)
    while tasks.outbox(clock.now()):
        pass
    assert set(Outgoing.objects.values_list("status", flat=True)) == {"sent"}
    assert sorted(to for to, _ in half.kept) == sorted(f"good{number}@a.example" for number in range(12))
    assert all(header == to for to, header in half.kept)
