"""Messages in a definition."""

from __future__ import annotations

from suppilo.definition.model import Bundle, Message


def find_message(bundle: Bundle, message_id: str) -> Message | None:
    """The message called `message_id`, of the business or of any of its funnels."""
    if message_id in bundle.messages:
        return bundle.messages[message_id]
    return next((f.messages[message_id] for f in bundle.funnels if message_id in f.messages), None)
