"""Who is in a segment, ready to be shown and taken along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from suppilo.people import queries as people
from suppilo.segments import queries as segments
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest

PAGE = 50
_BATCH = 500


@dataclass(frozen=True)
class SegmentLine:
    """One segment and how many are in it now."""

    id: str
    name: str
    people: int


@dataclass(frozen=True)
class MemberLine:
    """One person, since when they are in it."""

    card: people.PersonCard
    contact: str
    since: datetime


@dataclass(frozen=True)
class RollPage:
    """One page; `older` and `newer` are the numbers to go on from, None where there is nobody more."""

    lines: Sequence[MemberLine]
    older: int | None
    newer: int | None


def lines(workspace_id: int, names: Names) -> list[SegmentLine]:
    """Every segment of the running definition."""
    counts = segments.counts(workspace_id)
    return [SegmentLine(key, names.segment(key), counts.get(key, 0)) for key in _keys(names)]


def _keys(names: Names) -> Sequence[str]:
    return list(names.bundle.segments) if names.bundle else []


def page(request: StaffRequest, segment: str, *, before: int | None, after: int | None) -> RollPage:
    """Whom the page shows."""
    found = segments.roll(request.workspace.pk, segment, before=before, after=after, limit=PAGE + 1)
    more = len(found) > PAGE
    some = found[-PAGE:] if after is not None else found[:PAGE]
    if not some:
        return RollPage([], None, None)
    first, last = some[0].person_id, some[-1].person_id
    above = segments.roll(request.workspace.pk, segment, after=first, limit=1) if before is not None else []
    newer = first if above or (after is not None and more) else None
    older = last if after is not None or more else None
    return RollPage(_lines(request, some), older, newer)


def _lines(request: StaffRequest, some: Sequence[segments.Inside]) -> list[MemberLine]:
    """Those who are just being erased are left out."""
    cards = people.cards_for(request.user, request.workspace, [one.person_id for one in some])
    return [
        MemberLine(card, card.email or card.phone, one.since)
        for one in some
        if (card := cards.get(one.person_id)) is not None
    ]


def table(request: StaffRequest, segment: str) -> Iterator[list[object]]:
    """Everybody in the segment with a line of names above, read as it is written: nobody is held in memory."""
    sees_contact = Right.PEOPLE_CONTACT_VIEW in request.rights
    contact = [_("E-mail"), _("Phone"), _("Own id")] if sees_contact else []
    yield [_("Number"), _("Name"), *contact, _("Language"), _("Country"), _("In it since")]
    before: int | None = None
    while some := segments.roll(request.workspace.pk, segment, before=before, limit=_BATCH):
        before = some[-1].person_id
        for line in _lines(request, some):
            card = line.card
            known = [card.email, card.phone, card.external] if sees_contact else []
            yield [card.id, card.name, *known, card.language, card.country, line.since.isoformat(timespec="seconds")]
