"""A message to one address to see how it comes out: nobody's, so that it counts nowhere and its links do nothing."""

from __future__ import annotations

from datetime import datetime

from suppilo.definition.model import Message
from suppilo.foundation import ids
from suppilo.foundation.writing import writing
from suppilo.messages.compiling import compile_message
from suppilo.messages.models import Compiled, Lane, Outgoing
from suppilo.publishing.queries import RunningVersion


def queue_trial(
    workspace_id: int,
    running: RunningVersion,
    message: Message,
    *,
    name: str,
    address: str,
    language: str,
    now: datetime,
) -> None:
    """Put it into the outbox under `name`, which no other has. Raises MessageRefused with all problems of the texts."""
    made = compile_message(running.bundle, message, language)
    with writing():
        Compiled.objects.create(version_id=running.version_id, message_id=name, language=language, **vars(made))
        Outgoing.objects.create(
            workspace_id=workspace_id,
            version_id=running.version_id,
            person_id=0,
            message_id=name,
            channel=message.channel,
            purpose=message.purpose,
            lane=Lane.TRANSACTIONAL,
            unique_key=name,
            reference=ids.new_id(),
            language=language,
            context={"address": address, "message": message.model_dump(mode="json", exclude_defaults=True)},
            created_at=now,
            due_at=now,
        )
