"""What was written for many becomes a message that is the same for ever."""

from __future__ import annotations

from suppilo.messages.compiling import BROADCAST, compile_message
from suppilo.messages.composing import compose
from suppilo.messages.models import Broadcast, Compiled
from suppilo.publishing.queries import RunningVersion


def fix(row: Broadcast, running: RunningVersion) -> None:
    """Compile it in every language of the business and give the row its message and version; the caller saves it.

    Raises MessageRefused with every problem of the texts.
    """
    message = compose(row.content, running.bundle)
    name = f"{BROADCAST}{row.pk}"
    Compiled.objects.filter(message_id=name).delete()
    Compiled.objects.bulk_create(
        Compiled(
            version_id=running.version_id,
            message_id=name,
            language=language,
            **vars(compile_message(running.bundle, message, language)),
        )
        for language in running.bundle.business.languages
    )
    row.message = message.model_dump(mode="json", exclude_defaults=True)
    row.version_id = running.version_id
