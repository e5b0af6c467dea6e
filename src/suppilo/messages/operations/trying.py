"""Trying a message out: a notification in one's own browser, a mail or a text message at one's own address."""

from __future__ import annotations

from datetime import datetime

from suppilo.definition.model import Message
from suppilo.foundation import ids
from suppilo.messages.compiling import BROADCAST
from suppilo.messages.composing import FORMS
from suppilo.messages.operations.broadcasts import NotNow
from suppilo.messages.operations.trial import queue_trial
from suppilo.messages.queries.devices import device_called
from suppilo.messages.queries.preview import message_called
from suppilo.publishing import queries as publishing


def try_notification(workspace_id: int, *, message_id: str, endpoint: str, language: str, now: datetime) -> None:
    """Send a notification of the running definition, or one written for many, to the browser with this address.

    It is nobody's message: it counts nowhere and its links do nothing. Raises NotNow where there is no such
    notification or the browser is not known here, and MessageRefused with every problem of the texts.
    """
    running, message = _called(workspace_id, message_id)
    device = device_called(workspace_id, endpoint)
    if message.channel != "push" or device is None:
        raise NotNow(f"{message_id} is no notification, or this browser is not known.")
    _queue(workspace_id, running, message, str(device.id), language, now)


def try_message(
    workspace_id: int, *, message_id: str, channel: str, address: str, language: str, now: datetime
) -> None:
    """Send a mail or a text message of the running definition, or one written for many, to one address.

    It is nobody's message: it counts nowhere and its links do nothing. `address` is a mail address or a telephone
    number (E.164), as the `channel` has it. Raises NotNow where there is no such message on this channel, or it has no
    addresses, and MessageRefused with every problem of the texts.
    """
    running, message = _called(workspace_id, message_id)
    if message.channel != channel or channel not in FORMS or not FORMS[channel].tried_at:
        raise NotNow(f"Nothing is sent by {message.channel} to an address: look at the preview.")
    _queue(workspace_id, running, message, address, language, now)


def _called(workspace_id: int, message_id: str) -> tuple[publishing.RunningVersion, Message]:
    running = publishing.running(workspace_id)
    message = message_called(workspace_id, message_id, running.bundle) if running else None
    if running is None or message is None:
        raise NotNow(f"There is no message {message_id}.")
    return running, message


def _queue(
    workspace_id: int, running: publishing.RunningVersion, message: Message, address: str, language: str, now: datetime
) -> None:
    spoken = running.bundle.business.languages
    language = language if language in spoken else spoken[0]
    name = f"{BROADCAST}try:{ids.new_id()}"
    queue_trial(workspace_id, running, message, name=name, address=address, language=language, now=now)
