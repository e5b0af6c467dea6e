"""A merge, or taking one back, told before it is done: for the studio and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from suppilo.people import queries as people
from suppilo.people.queries import MergeCard, PersonCard, Preview
from suppilo.publishing import queries as publishing
from suppilo.studio.queries.people import masked
from suppilo.studio.words import codes
from suppilo.studio.words.merging import say_consequence
from suppilo.studio.words.names import Names


@dataclass(frozen=True)
class ValueLine:
    """One attribute: its name, the kept person's value, the other's, and which counts afterwards."""

    key: str
    kept: str
    absorbed: str
    after: str
    is_conflict: bool


@dataclass(frozen=True)
class Story:
    """Everything that is going to happen, in words."""

    kept: PersonCard
    absorbed: PersonCard
    identifiers: tuple[tuple[str, str], ...]
    values: tuple[ValueLine, ...]
    consents: tuple[str, ...]
    consequences: tuple[str, ...]

    @property
    def conflicts(self) -> tuple[ValueLine, ...]:
        """The attributes on which the two disagree."""
        return tuple(line for line in self.values if line.is_conflict)


@dataclass(frozen=True)
class MergeLine:
    """A merge that stands, on a person's page."""

    card: MergeCard
    why: str


_REASONS: codes.Words = {
    "staff": gettext_lazy("by a member of staff"),
    "named_together": gettext_lazy("one form or row named both"),
}


def merges_of(person_id: int) -> list[MergeLine]:
    """The merges that made this person what it is."""
    return [MergeLine(card, codes.say_code(_REASONS, card.reason)) for card in people.merges_of(person_id)]


def story_of_merge(workspace_id: int, *, keep: int, absorb: int, now: datetime, sees_contact: bool = True) -> Story:
    """What merging would do. Raises AlreadyOne."""
    return _told(workspace_id, people.preview_merge(workspace_id, keep=keep, absorb=absorb, now=now), sees_contact)


def story_of_unmerge(workspace_id: int, *, absorbed: int, now: datetime, sees_contact: bool = True) -> Story:
    """What taking the merge back would do. Raises NotMerged, LaterMerge."""
    return _told(workspace_id, people.preview_unmerge(workspace_id, absorbed=absorbed, now=now), sees_contact)


def _told(workspace_id: int, preview: Preview, sees_contact: bool) -> Story:
    running = publishing.running(workspace_id)
    names = Names(running.bundle if running else None, get_language() or "en")
    cards = people.cards(workspace_id, (preview.kept, preview.absorbed))
    if not sees_contact:
        cards = {pk: people.without_contact(card) for pk, card in cards.items()}
    labels = {pk: _label(card) for pk, card in cards.items()}
    return Story(
        cards[preview.kept],
        cards[preview.absorbed],
        tuple(
            (codes.say_code(codes.KINDS, kind), _identifier(kind, value, sees_contact))
            for kind, value in preview.identifiers
        ),
        tuple(
            ValueLine(names.attribute(one.key), _say(one.kept), _say(one.absorbed), _say(one.after), one.is_conflict)
            for one in preview.attributes
        ),
        tuple(_consent(one, labels[one.person_id]) for one in preview.consents),
        tuple(say_consequence(one, labels[one.person_id], names) for one in preview.consequences),
    )


def _label(card: PersonCard) -> str:
    return _("{label} (no. {number})").format(label=card.label, number=card.id)


def _identifier(kind: str, value: str, sees_contact: bool) -> str:
    return f"{value[:8]}…" if kind == "visitor" else value if sees_contact else masked(value)


def _consent(one: people.ConsentChange, who: str) -> str:
    words = _("{who}: {purpose} by {channel}: {before} → {after}")
    return words.format(
        who=who,
        purpose=one.purpose.replace("_", " "),
        channel=codes.say_code(codes.CHANNELS, one.channel),
        before=codes.say_code(codes.CONSENT_STATES, one.before),
        after=codes.say_code(codes.CONSENT_STATES, one.after),
    )


def _say(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)
