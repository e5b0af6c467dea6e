"""What a text message to many will cost: the parts that each person's own text is sent and paid in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.liquid.sandbox import TextRefused
from suppilo.definition.model import Bundle, Message
from suppilo.messages import recipients
from suppilo.messages.compiling import compile_message
from suppilo.messages.models import Outgoing
from suppilo.messages.rendering import CannotRender, envelope, read_once
from suppilo.messages.sms.parts import measure


@dataclass(frozen=True)
class TextCost:
    """The parts of one person's text, or in `problem` (a code of `reasons`) why there is none."""

    parts: int = 0
    problem: str = ""


def costs_of(message: Message, rows: Sequence[Outgoing], bundle: Bundle, now: datetime) -> dict[int, TextCost]:
    """By person, what the text of each of `rows` will take: made with what is known of them, in their language."""
    known = recipients.load(rows[0].workspace_id, rows, bundle, now)
    spoken = bundle.business.languages
    made = {one: read_once(compile_message(bundle, message, one), one) for one in spoken}
    newest = Outgoing.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = {}
    for number, row in enumerate(rows, start=1):
        wanted = known.languages.get(row.person_id, "")
        # links are as long as they will be: the row's number is in them
        alike = Outgoing(pk=newest + number, workspace_id=row.workspace_id, person_id=row.person_id, channel="sms")
        text = made[wanted if wanted in spoken else spoken[0]]
        values = known.values[row.person_id]
        try:
            sent = envelope(alike, text, message=message, bundle=bundle, address="", values=values, now=now)
            found[row.person_id] = TextCost(measure(sent.text).parts)
        except CannotRender as error:
            found[row.person_id] = TextCost(problem=error.reason)
        except (TextRefused, ValueError):
            found[row.person_id] = TextCost(problem="text_failed")
    return found
