"""Broadcasts, written into the record: who wrote to everybody, stopped it, let it go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from suppilo.foundation import clock
from suppilo.messages import operations as messages
from suppilo.messages.operations import NotNow
from suppilo.messages.queries import BROADCAST_FORMS, broadcast
from suppilo.people.queries import normalise as spelled
from suppilo.publishing.queries import running
from suppilo.team import operations as team
from suppilo.team.ports import User, Workspace


def write(
    *, workspace: Workspace, user: User, number: int | None, name: str, segment: str, content: Mapping[str, Any]
) -> int:
    """Keep a draft; answers its number. Raises NotNow."""
    return messages.write_broadcast(
        workspace.pk, number=number, name=name, segment=segment, content=content, user_id=user.pk, now=clock.now()
    )


def ask_again(
    *, workspace: Workspace, user: User, number: int, starts_at: datetime | None = None, is_local: bool = False
) -> None:
    """Have the gate asked anew, as if it were sent now or at `starts_at`. Raises NotNow."""
    messages.ask_again(workspace.pk, number, starts_at=starts_at, is_local=is_local, now=clock.now())


def try_out(*, workspace: Workspace, user: User, number: int, language: str, phone: str = "") -> str:
    """Send it to whoever asks, or to their `phone`, and to nobody else; answers the address.

    Raises NotNow, MessageRefused, and BadIdentifier for what is no telephone number.
    """
    card = broadcast(workspace.pk, number)
    if card is None:
        raise NotNow(number)
    address = user.email
    if BROADCAST_FORMS[card.channel].tried_at == "phone":
        current = running(workspace.pk)
        address = spelled("phone", phone, current.bundle.business.country if current else "")
    messages.try_broadcast(workspace.pk, number, address=address, language=language, now=clock.now())
    if address != user.email:
        _audit(workspace, user, number, "broadcast.try")
    return address


def try_message(*, workspace: Workspace, user: User, message: str, channel: str, language: str, phone: str = "") -> str:
    """Send a message of the definition to whoever asks, or to their `phone`, and to nobody else; answers the address.

    Raises NotNow, MessageRefused, and BadIdentifier for what is no telephone number.
    """
    address = user.email
    if channel == "sms":
        current = running(workspace.pk)
        address = spelled("phone", phone, current.bundle.business.country if current else "")
    messages.try_message(
        workspace.pk, message_id=message, channel=channel, address=address, language=language, now=clock.now()
    )
    if address != user.email:
        team.audit(workspace=workspace, user=user, action="message.try", details={"message": message})
    return address


def try_notification(*, workspace: Workspace, user: User, message: str, endpoint: str, language: str) -> None:
    """Send a notification to the browser of whoever asks, and to nobody else. Raises NotNow and MessageRefused."""
    messages.try_notification(workspace.pk, message_id=message, endpoint=endpoint, language=language, now=clock.now())


def schedule(*, workspace: Workspace, user: User, number: int, starts_at: datetime, is_local: bool) -> None:
    """Let it begin, and say so in the record. Raises NotNow and MessageRefused."""
    messages.schedule_broadcast(workspace.pk, number, starts_at=starts_at, is_local=is_local, now=clock.now())
    _audit(workspace, user, number, "broadcast.schedule")


def stop(*, workspace: Workspace, user: User, number: int) -> None:
    """Stop it, and say so in the record. Raises NotNow."""
    messages.stop_broadcast(workspace.pk, number, now=clock.now())
    _audit(workspace, user, number, "broadcast.stop")


def resume(*, workspace: Workspace, user: User, number: int) -> None:
    """Let it go on, and say so in the record. Raises NotNow."""
    messages.resume_broadcast(workspace.pk, number, now=clock.now())
    _audit(workspace, user, number, "broadcast.resume")


def give_up(*, workspace: Workspace, user: User, number: int) -> None:
    """Stop it for good, and say so in the record. Raises NotNow."""
    messages.stop_broadcast(workspace.pk, number, now=clock.now(), for_good=True)
    _audit(workspace, user, number, "broadcast.give_up")


def delete(*, workspace: Workspace, user: User, number: int) -> None:
    """Throw a draft away. Raises NotNow."""
    messages.delete_draft(workspace.pk, number)


def _audit(workspace: Workspace, user: User, number: int, action: str) -> None:
    team.audit(workspace=workspace, user=user, action=action, subject=f"broadcast:{number}")
