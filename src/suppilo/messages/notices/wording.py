"""What a waiting message says at the moment when it is shown: in the page's language, and only if it still may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.liquid.sandbox import TextRefused
from suppilo.messages import links, recipients
from suppilo.messages.audience import message_of
from suppilo.messages.gate import Rules, judge
from suppilo.messages.models import Outgoing
from suppilo.messages.rendering import CannotRender, envelope, ready_for
from suppilo.publishing import queries as publishing


@dataclass(frozen=True)
class Words:
    """What is shown: a plain text, and perhaps a button with its tracked address. `language` is what it is in.

    `closed` is where the page tells that it was closed without being followed.
    """

    language: str
    text: str
    label: str = ""
    link: str = ""
    closed: str = ""


def words_of(row: Outgoing, language: str, now: datetime) -> Words | None:
    """The words of a message in `language`, else in the business's first.

    None when the gate says no by now (withdrawn, suppressed, expired) or the text can no longer be made. It was counted
    against the cap when it was put up, and is not again.
    """
    running = publishing.running(row.workspace_id)
    made_from = publishing.bundle_of(row.version_id)
    known = recipients.load(row.workspace_id, [row], running.bundle if running else made_from, now)
    candidate = known.candidates[row.pk]
    spoken = made_from.business.languages
    row.language = language if language in spoken else spoken[0]
    place = (row.version_id, row.message_id, row.language)
    made, message = ready_for({place}).get(place), message_of(row, made_from)
    if made is None or message is None or judge(candidate, Rules(), now).action != "send":
        return None
    address, values = candidate.address or "", known.values[row.person_id]
    try:
        found = envelope(row, made, message=message, bundle=made_from, address=address, values=values, now=now)
    except (CannotRender, TextRefused, ValueError):
        return None
    closed = f"{links.address('n', row.pk)}/closed"
    return Words(row.language, found.text, found.subject, found.link, closed)
