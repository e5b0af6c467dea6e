"""What the business says to one person."""

from __future__ import annotations

from typing import Literal

from suppilo.definition.model.base import Duration, Id, Part, Text
from suppilo.definition.model.page import Block
from suppilo.definition.model.webhook import HookAddress, HookKey


class Message(Part):
    """A message. `purpose` "service" is for what the person asked for; all others need consent.

    A mail has a subject and blocks; a text message (channel sms) has a text and nothing else to show.
    What is shown on the next page view (channel onsite) has a text, and at most one button among its blocks.
    A notification (channel push) has a title and a text, perhaps an icon, and at most one button, which is also where
    a press on the notification itself leads.
    `text_links` says whether links inside the texts of a mail are tracked as those of buttons are; without it they are,
    except in what the person asked for.
    A webhook goes to a program: `body` is posted to `url` as JSON, each value a text with Liquid in it.
    """

    channel: Literal["email", "sms", "push", "onsite", "webhook"] = "email"
    purpose: Id = "service"
    sender: Id | None = None
    subject: Text | None = None
    title: Text | None = None
    preview: Text | None = None
    blocks: tuple[Block, ...] = ()
    text: Text | None = None
    icon: str | None = None
    url: HookAddress | None = None
    body: dict[HookKey, str] = {}
    text_links: Literal["tracked", "plain"] | None = None
    expires_after: Duration | None = None
    lane: Literal["transactional", "journey"] | None = None

    @property
    def tracks_texts(self) -> bool:
        """Whether links inside texts are tracked."""
        asked = self.text_links or ("plain" if self.purpose == "service" else "tracked")
        return self.channel == "email" and asked == "tracked"
