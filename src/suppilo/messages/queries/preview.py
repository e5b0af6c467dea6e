"""A message as one person would get it now, without sending anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.liquid.sandbox import TextRefused
from suppilo.definition.model import Bundle, Message
from suppilo.messages import recipients
from suppilo.messages.compiling import BROADCAST, MessageRefused, compile_message, messages_of
from suppilo.messages.composing import compose
from suppilo.messages.models import Broadcast, Outgoing
from suppilo.messages.push.devices import ids_in
from suppilo.messages.reasons import sentence
from suppilo.messages.rendering import CannotRender, Ready, envelope, read_once, ready_for
from suppilo.messages.sms.parts import Measured, measure
from suppilo.publishing import queries as publishing

#: Stands in for an address where the person has none on the channel.
SOMEBODY = {"email": "somebody@example.com", "sms": "+358400000000", "push": "0", "onsite": "somebody"}


@dataclass(frozen=True)
class Notification:
    """What a notification shows beside its title and text, in how many browsers, and of how many bytes it is made."""

    icon: str
    buttons: tuple[str, ...]
    browsers: int
    size: int

    @classmethod
    def read(cls, raw: bytes, address: str) -> Notification:
        """Out of what would be sent."""
        said = json.loads(raw)
        buttons = tuple(said[key] for key in ("label", "leave") if said.get(key))
        return cls(said.get("icon", ""), buttons, len([one for one in ids_in(address) if one]), len(raw))


@dataclass(frozen=True)
class Preview:
    """The finished message, or in `problem` why it cannot be made. `parts` is told of text messages, `notification` of
    notifications.

    Its links are shaped like real ones and lead nowhere, so that looking confirms and unsubscribes nobody.
    """

    channel: str
    language: str
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    html: str = ""
    text: str = ""
    parts: Measured | None = None
    problem: str = ""
    notification: Notification | None = None


def message_ids(workspace_id: int) -> list[str]:
    """The messages of the running definition, in its order."""
    current = publishing.running(workspace_id)
    return list(messages_of(current.bundle)) if current else []


def preview(workspace_id: int, *, message_id: str, person_id: int, language: str, now: datetime) -> Preview | None:
    """The running version's message with this person's data, in `language` (empty: the person's own).

    `message_id` may be that of a broadcast: then as it is written now. None when nothing of that name runs.
    """
    current = publishing.running(workspace_id)
    if current is None:
        return None
    try:
        message = message_called(workspace_id, message_id, current.bundle)
    except MessageRefused as refused:
        return Preview("", "", problem=" ".join(refused.problems))
    if message is None:
        return None
    row = Outgoing(
        pk=0,
        workspace_id=workspace_id,
        version_id=current.version_id,
        person_id=person_id,
        message_id=message_id,
        channel=message.channel,
        purpose=message.purpose,
        reference="preview",
    )
    known = recipients.load(workspace_id, [row], current.bundle, now)
    spoken = current.bundle.business.languages
    wanted = language or known.languages.get(person_id, "")
    row.language = wanted if wanted in spoken else spoken[0]
    return _made(row, message, current.bundle, known, now)


def message_called(workspace_id: int, message_id: str, bundle: Bundle) -> Message | None:
    """A message of the definition, or what was written for many. Raises MessageRefused for what is not finished."""
    if not message_id.startswith(BROADCAST):
        return messages_of(bundle).get(message_id)
    number = message_id.removeprefix(BROADCAST)
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        return None
    written = Broadcast.objects.filter(workspace_id=workspace_id, pk=number).first()
    return compose(written.content, bundle) if written else None


def _made(row: Outgoing, message: Message, bundle: Bundle, known: recipients.Recipients, now: datetime) -> Preview:
    """The message as it would leave, or why it cannot be made."""
    address = known.candidates[0].address or SOMEBODY.get(row.channel, "somebody")
    values = known.values[row.person_id]
    try:
        made = _ready(row, message, bundle)
        if made is None:
            return Preview(row.channel, row.language, problem=sentence("not_compiled"))
        found = envelope(row, made, message=message, bundle=bundle, address=address, values=values, now=now)
    except CannotRender as error:
        return Preview(row.channel, row.language, problem=sentence(error.reason, error.params))
    except (TextRefused, MessageRefused, ValueError) as error:
        return Preview(row.channel, row.language, problem=sentence("text_failed", {"said": str(error)[:200]}))
    return Preview(
        row.channel,
        row.language,
        found.sender,
        found.recipient,
        found.subject,
        found.html,
        found.text,
        measure(found.text) if row.channel == "sms" else None,
        notification=Notification.read(found.raw, found.recipient) if row.channel == "push" else None,
    )


def _ready(row: Outgoing, message: Message, bundle: Bundle) -> Ready | None:
    if row.message_id.startswith(BROADCAST):
        return read_once(compile_message(bundle, message, row.language), row.language)
    place = (row.version_id, row.message_id, row.language)
    return ready_for({place}).get(place)
