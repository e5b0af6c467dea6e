"""What staff do with sequences, written into the record: who started, paused, resumed, changed and ended one."""

from __future__ import annotations

from suppilo.foundation import clock
from suppilo.messages import operations as messages
from suppilo.messages.operations import NotNow
from suppilo.messages.queries import BROADCAST_FORMS, sequence_messages
from suppilo.people.queries import normalise as spelled
from suppilo.publishing.queries import running
from suppilo.team import operations as team
from suppilo.team.ports import User, Workspace


def start(*, workspace: Workspace, user: User, number: int) -> None:
    """Let people come in. Raises NotNow and MessageRefused."""
    messages.start_sequence(workspace.pk, number, now=clock.now())
    _audit(workspace, user, number, "sequence.start")


def pause(*, workspace: Workspace, user: User, number: int) -> None:
    """Hold everything. Raises NotNow."""
    messages.pause_sequence(workspace.pk, number, now=clock.now())
    _audit(workspace, user, number, "sequence.pause")


def resume(*, workspace: Workspace, user: User, number: int) -> None:
    """Let it go on, little by little. Raises NotNow."""
    messages.resume_sequence(workspace.pk, number, now=clock.now())
    _audit(workspace, user, number, "sequence.resume")


def end(*, workspace: Workspace, user: User, number: int) -> None:
    """It is over for good. Raises NotNow."""
    messages.end_sequence(workspace.pk, number, now=clock.now())
    _audit(workspace, user, number, "sequence.end")


def delete(*, workspace: Workspace, user: User, number: int) -> None:
    """Throw a draft away. Raises NotNow."""
    messages.delete_sequence(workspace.pk, number)


def take(
    *,
    workspace: Workspace,
    user: User,
    number: int,
    message: int,
    also_past: bool = False,
    also_finished: bool = False,
) -> None:
    """Send a message as it is written now, perhaps also to those past its place. Raises NotNow and MessageRefused."""
    to = {"also_past": also_past, "also_finished": also_finished}
    messages.take_into_sequence(workspace.pk, number, message, now=clock.now(), **to)
    _audit(workspace, user, number, "sequence.take_past" if also_past or also_finished else "sequence.take")


def remove(*, workspace: Workspace, user: User, number: int, message: int) -> None:
    """Take a message out. Raises NotNow."""
    messages.remove_sequence_message(workspace.pk, number, message, now=clock.now())
    _audit(workspace, user, number, "sequence.remove")


def try_out(*, workspace: Workspace, user: User, number: int, message: int, language: str, phone: str = "") -> str:
    """Send a message to whoever asks, or to their `phone`, and to nobody else; answers the address.

    Raises NotNow, MessageRefused, and BadIdentifier for what is no telephone number.
    """
    stops = sequence_messages(workspace.pk, number, with_results=False)
    stop = next((one for one in stops if one.id == message), None)
    if stop is None:
        raise NotNow(message)
    address = user.email
    if BROADCAST_FORMS[stop.text.channel].tried_at == "phone":
        current = running(workspace.pk)
        address = spelled("phone", phone, current.bundle.business.country if current else "")
    messages.try_broadcast(workspace.pk, stop.text.id, address=address, language=language, now=clock.now())
    if address != user.email:
        _audit(workspace, user, number, "sequence.try")
    return address


def _audit(workspace: Workspace, user: User, number: int, action: str) -> None:
    team.audit(workspace=workspace, user=user, action=action, subject=f"sequence:{number}")
