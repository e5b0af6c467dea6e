"""What the business says to one person."""

from __future__ import annotations

from typing import Literal

from suppilo.definition.model.base import Duration, Id, Part, Text
from suppilo.definition.model.page import Block


class Message(Part):
    """A message. `purpose` "service" is for what the person asked for; all others need consent.

    A mail has a subject and blocks; a text message (channel sms) has a text and nothing else to show.
    """

    channel: Literal["email", "sms"] = "email"
    purpose: Id = "service"
    sender: Id | None = None
    subject: Text | None = None
    preview: Text | None = None
    blocks: tuple[Block, ...] = ()
    text: Text | None = None
    expires_after: Duration | None = None
    lane: Literal["transactional", "journey"] | None = None
