"""A message as one person would get it now, without sending anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.liquid.sandbox import TextRefused
from suppilo.messages import recipients
from suppilo.messages.compiling import messages_of
from suppilo.messages.models import Outgoing
from suppilo.messages.reasons import sentence
from suppilo.messages.rendering import CannotRender, envelope, ready_for
from suppilo.messages.sms.parts import Measured, measure
from suppilo.publishing import queries as publishing

#: Stands in for an address where the person has none on the channel.
SOMEBODY = {"email": "somebody@example.com", "sms": "+358400000000", "push": "0", "onsite": "somebody"}


@dataclass(frozen=True)
class Preview:
    """The finished message, or in `problem` why it cannot be made. `parts` is told of text messages.

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


def message_ids(workspace_id: int) -> list[str]:
    """The messages of the running definition, in its order."""
    current = publishing.running(workspace_id)
    return list(messages_of(current.bundle)) if current else []


def preview(workspace_id: int, *, message_id: str, person_id: int, language: str, now: datetime) -> Preview | None:
    """The running version's message with this person's data, in `language` (empty: the person's own).

    None when nothing of that name runs.
    """
    current = publishing.running(workspace_id)
    message = messages_of(current.bundle).get(message_id) if current else None
    if current is None or message is None:
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
    place = (row.version_id, row.message_id, row.language)
    made = ready_for({place}).get(place)
    if made is None:
        return Preview(row.channel, row.language, problem=sentence("not_compiled"))
    address = known.candidates[0].address or SOMEBODY[row.channel]
    values = known.values[person_id]
    try:
        found = envelope(row, made, message=message, bundle=current.bundle, address=address, values=values, now=now)
    except CannotRender as error:
        return Preview(row.channel, row.language, problem=sentence(error.reason, error.params))
    except (TextRefused, ValueError) as error:
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
    )
