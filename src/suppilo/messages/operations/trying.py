"""Trying a notification out in one's own browser."""

from __future__ import annotations

from datetime import datetime

from suppilo.foundation import ids
from suppilo.foundation.writing import writing
from suppilo.messages.compiling import BROADCAST, compile_message
from suppilo.messages.models import Compiled, Lane, Outgoing
from suppilo.messages.operations.broadcasts import NotNow
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
    made, tried = compile_message(running.bundle, message, language), f"{BROADCAST}try:{ids.new_id()}"
    with writing():
        Compiled.objects.create(version_id=running.version_id, message_id=tried, language=language, **vars(made))
        Outgoing.objects.create(
            workspace_id=workspace_id,
            version_id=running.version_id,
            person_id=0,
            message_id=tried,
            channel=message.channel,
            purpose=message.purpose,
            lane=Lane.TRANSACTIONAL,
            unique_key=tried,
            reference=ids.new_id(),
            language=language,
            context={"address": str(device.id), "message": message.model_dump(mode="json", exclude_defaults=True)},
            created_at=now,
            due_at=now,
        )
