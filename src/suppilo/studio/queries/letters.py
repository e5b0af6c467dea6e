"""Messages as the desk lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from suppilo.messages import queries as messages
from suppilo.people import queries as people
from suppilo.studio.queries.sent_names import with_sent
from suppilo.studio.words.names import Names

PAGE = 50
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_TONES = {"sent": "good", "unknown": "bad", "failed": "bad", "held": "warn", "suppressed": "warn", "expired": "warn"}


@dataclass(frozen=True)
class Letter:
    """One message to one person."""

    card: messages.MessageCard
    name: str
    who: str
    tone: str


@dataclass(frozen=True)
class LetterPage:
    """A page of them; `older` is the number to go on before, if there are more."""

    letters: tuple[Letter, ...]
    older: int | None


def statuses() -> list[tuple[str, str]]:
    """Every status with its words."""
    return messages.statuses()


def page(
    workspace_id: int, names: Names, *, status: str = "", journey: str = "", before: int | None = None
) -> LetterPage:
    """The newest messages of the workspace, only those of `status` or of a `journey` if given."""
    cards = messages.outbox(workspace_id, status=status, journey=journey, limit=PAGE + 1, before=before)
    shown = cards[:PAGE]
    return LetterPage(tuple(_letters(workspace_id, shown, names)), shown[-1].id if len(cards) > PAGE else None)


def of_person(workspace_id: int, person_id: int, names: Names, *, limit: int = 20) -> list[Letter]:
    """The newest messages to one person."""
    return _letters(workspace_id, messages.messages_of(workspace_id, [person_id], limit=limit), names)


def _letters(workspace_id: int, cards: list[messages.MessageCard], names: Names) -> list[Letter]:
    who = people.describe(workspace_id, {card.person_id for card in cards})
    names = with_sent(names, workspace_id, [card.message_id for card in cards])
    return [
        Letter(
            card,
            names.message(card.message_id),
            who[card.person_id].label if card.person_id in who else "–",
            _TONES.get(card.status, ""),
        )
        for card in cards
    ]


def openable(html: str) -> str:
    """The HTML of a mail with its links opening beside it instead of inside the frame."""
    base = '<base target="_blank">'
    return _HEAD.sub(lambda head: head[0] + base, html, count=1) if _HEAD.search(html) else base + html
