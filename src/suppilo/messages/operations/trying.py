"""Trying a notification out in one's own browser."""

from __future__ import annotations

from datetime import datetime

from suppilo.foundation import ids
from suppilo.messages.compiling import BROADCAST
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
    running = publishing.running(workspace_id)
    message = message_called(workspace_id, message_id, running.bundle) if running else None
    device = device_called(workspace_id, endpoint)
    if running is None or message is None or message.channel != "push" or device is None:
        raise NotNow(f"There is no notification {message_id}, or this browser is not known.")
    spoken = running.bundle.business.languages
    language = language if language in spoken else spoken[0]
    name, address = f"{BROADCAST}try:{ids.new_id()}", str(device.id)
    queue_trial(workspace_id, running, message, name=name, address=address, language=language, now=now)
