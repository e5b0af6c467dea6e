"""Addresses that are not written to: why, since when, and by whose decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from suppilo.messages.address_list import KINDS, Address
from suppilo.messages.models import Suppression
from suppilo.messages.reasons import sentence
from suppilo.messages.suppressing import LIFTABLE, digest
from suppilo.people import queries as people

#: Every reason, in the order in which it is offered.
REASONS = ("manual", "bounce", "complaint", "unsubscribe", "erased")
_CHANNELS = {kind: channel for channel, kind in KINDS.items()}


@dataclass(frozen=True)
class SuppressionCard:
    """One barred address. `words` is the reason; `note` what somebody here wrote; `user_id` who that was.

    `message_id` is the message that it came of. `address` is known only while a person has it: of all others there is
    a keyed hash and no more. `may_be_lifted` by staff; `also_left`: the person unsubscribed as well.
    """

    number: int
    channel: str
    reason: str
    words: str
    at: datetime
    note: str
    message_id: str
    user_id: int | None
    person_id: int
    also_left: bool
    may_be_lifted: bool
    address: str = ""


@dataclass(frozen=True)
class SuppressionPage:
    """Some of them, newest first; `older` says where the next page goes on, and is empty at the end."""

    cards: tuple[SuppressionCard, ...]
    older: str


def suppressions_of(workspace_id: int, addresses: Iterable[Address]) -> dict[Address, SuppressionCard]:
    """Those of `addresses` (in their one spelling) that are barred; at most some thousands at a time."""
    keys = {digest(workspace_id, one.channel, one.value): one for one in addresses}
    rows = Suppression.objects.filter(workspace_id=workspace_id, digest__in=keys)
    return {keys[row.digest]: replace(_card(row), address=keys[row.digest].value) for row in rows}


def suppression(workspace_id: int, number: int) -> SuppressionCard | None:
    """The one of this number."""
    row = Suppression.objects.filter(workspace_id=workspace_id, pk=number).first()
    return _with_addresses(workspace_id, [row])[0] if row else None


def suppression_page(workspace_id: int, *, reason: str = "", before: str = "", limit: int = 50) -> SuppressionPage:
    """The newest `limit`, of one reason if asked for; `before` is the `older` of the page before."""
    rows = Suppression.objects.filter(workspace_id=workspace_id).order_by("-at", "-pk")
    rows = rows.filter(reason=reason) if reason in REASONS else rows
    after = _place(before)
    if after is not None:
        at, number = after
        rows = rows.filter(at__lte=at).exclude(at=at, pk__gte=number)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    older = f"{shown[-1].at.isoformat()}_{shown[-1].pk}" if len(found) > limit else ""
    return SuppressionPage(tuple(_with_addresses(workspace_id, shown)), older)


def _place(given: str) -> tuple[datetime, int] | None:
    at, _, number = given.partition("_")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (instant, int(number)) if instant.tzinfo and number.isdecimal() and len(number) < 19 else None


def _with_addresses(workspace_id: int, rows: Sequence[Suppression]) -> list[SuppressionCard]:
    """The rows with the address of each, where the person beside it still has one with that hash."""
    whom = people.canonical({row.person_id for row in rows if row.person_id})
    had = people.identifiers_of(set(whom.values()))
    found = []
    for row in rows:
        person = whom.get(row.person_id, 0)
        mine = (one.value for one in had.get(person, []) if _CHANNELS.get(one.kind) == row.channel)
        address = next((value for value in mine if digest(workspace_id, row.channel, value) == row.digest), "")
        found.append(replace(_card(row), person_id=person, address=address))
    return found


def _card(row: Suppression) -> SuppressionCard:
    return SuppressionCard(
        number=row.pk,
        channel=row.channel,
        reason=row.reason,
        words=sentence(f"suppressed_{row.reason}"),
        at=row.at,
        note=row.note,
        message_id=row.message_id,
        user_id=row.user_id,
        person_id=row.person_id,
        also_left=row.also_left,
        may_be_lifted=row.reason in LIFTABLE,
    )
