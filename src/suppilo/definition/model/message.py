"""What the business says to one person."""

from __future__ import annotations

from typing import Literal

from suppilo.definition.model.base import Duration, Id, Part, Text
from suppilo.definition.model.page import Block


class Message(Part):
    """A message. `purpose` "service" is for what the person asked for; all others need consent."""

    channel: Literal["email"] = "email"
    purpose: Id = "service"
    sender: Id | None = None
    subject: Text
    preview: Text | None = None
    blocks: tuple[Block, ...]
    expires_after: Duration | None = None
    lane: Literal["transactional", "journey"] | None = None
