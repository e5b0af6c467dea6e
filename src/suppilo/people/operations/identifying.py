"""Recognising people by what they give: one form at a time, or a whole batch of import rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from suppilo.foundation.writing import writing
from suppilo.people.normalising import normalise_all
from suppilo.people.operations.book import Book

#: Another process may add the same identifier between our look and our write; then we look again.
_TRIES = 6


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What one row says of a person. Identifier values are in the spelling of `people.queries.normalise`."""

    identifiers: Mapping[str, str]
    at: datetime
    language: str = ""
    zone: str = ""
    country: str = ""


@dataclass(frozen=True)
class Identified:
    """Who it was. `created`: a new person; `merged_from`: persons that turned out to be this one.

    `added` names what this row taught: kinds of identifiers, and "traits" for language, zone or country.
    """

    person_id: int
    created: bool = False
    merged_from: tuple[int, ...] = field(default=())
    visitor_moved: bool = False
    added: tuple[str, ...] = field(default=(), compare=False)


def identify(
    workspace_id: int,
    *,
    identifiers: Mapping[str, str],
    at: datetime,
    now: datetime,
    origin: str = "live",
    source: str = "suppilo",
    language: str = "",
    zone: str = "",
    country: str = "",
) -> Identified:
    """Find or make the person whom `identifiers` ({kind: value}) name, and add those that are new to them.

    An anonymous visitor who leaves an address stays the same person; an address other than the person's own finds or
    makes another, and the device (visitor) follows. Two persons named at once are merged. Two processes naming the
    same new address make one person. Empty values are ignored; with none at all a nameless person is made. Records
    person_identified per new contact identifier. Raises BadIdentifier and then writes nothing.
    """
    given = normalise_all(identifiers, country)
    row = Identity(identifiers=given, at=at, language=language, zone=zone, country=country)
    return identify_many(workspace_id, [row], now=now, origin=origin, source=source)[0]


def identify_many(
    workspace_id: int, rows: Sequence[Identity], *, now: datetime, origin: str, source: str = "suppilo"
) -> list[Identified]:
    """`identify` for a batch in a fixed number of queries; answers in the order of `rows`, which may name each other.

    Values must already be normalised (so that the caller can refuse a bad row by itself). Merges cost some queries
    each. Give at most about 1,000 rows: they are one transaction, or join the caller's.
    """
    if not rows:
        return []
    with writing():
        for attempt in range(_TRIES):
            try:
                with transaction.atomic():
                    return _identify(workspace_id, rows, now, origin, source)
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise
    raise AssertionError("unreachable")


def _identify(workspace_id: int, rows: Sequence[Identity], now: datetime, origin: str, source: str) -> list[Identified]:
    book = Book(workspace_id, now=now, origin=origin, source=source)
    book.open([item for row in rows for item in row.identifiers.items()])
    entries = [
        book.enter(row.identifiers, row.at, language=row.language, zone=row.zone, country=row.country) for row in rows
    ]
    book.close()
    return [
        Identified(
            book.id_of(entry.person),
            entry.created,
            tuple(book.id_of(one) for one in entry.absorbed),
            entry.moved,
            entry.added,
        )
        for entry in entries
    ]
