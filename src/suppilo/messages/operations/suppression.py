"""Addresses that are never to be written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.foundation.writing import writing
from suppilo.messages.address_list import KINDS, Address
from suppilo.messages.models import Suppression
from suppilo.messages.suppressing import LIFTABLE, bar, digest, let_go
from suppilo.people import queries as people

#: One short transaction bars so many addresses.
BATCH = 200


@dataclass(frozen=True)
class Barred:
    """How many addresses of a list are barred now that were not, and how many were already."""

    fresh: int
    known: int


class OnlyThePerson(Exception):
    """The person complained, unsubscribed or was erased: nobody here may write to the address again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def suppress(workspace_id: int, *, channel: str, address: str, reason: str, now: datetime) -> bool:
    """Never write to `address` again on `channel`; answers whether that is news. Only a keyed hash is kept.

    `reason` is bounce, complaint, unsubscribe, manual or erased. Of several reasons see `suppressing.bar`.
    """
    with writing():
        return bar(workspace_id, channel, digest(workspace_id, channel, address), reason, at=now)


def suppress_many(
    workspace_id: int, addresses: Sequence[Address], *, note: str, user_id: int | None, now: datetime
) -> Barred:
    """Somebody decided not to write to `addresses` (in their one spelling), whatever people agreed to.

    `note` says why, in at most 300 characters. Whose an address is stands beside it where that is known. In short
    transactions: cut off in the middle, asked again, it goes on.
    """
    fresh = 0
    for start in range(0, len(addresses), BATCH):
        rows = _by_hand(workspace_id, addresses[start : start + BATCH], {"note": note[:300], "user_id": user_id})
        with writing():
            known = set(Suppression.objects.filter(workspace_id=workspace_id, digest__in=rows).values_list("digest"))
            new = [Suppression(at=now, **row) for key, row in rows.items() if (key,) not in known]
            fresh += len(Suppression.objects.bulk_create(new, ignore_conflicts=True))
            fresh += sum(bar(at=now, **_call(rows[key])) for (key,) in known)
    return Barred(fresh, len(addresses) - fresh)


def _by_hand(workspace_id: int, addresses: Sequence[Address], more: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The columns of each row, by keyed hash."""
    owners = people.find_many(workspace_id, [(KINDS[one.channel], one.value) for one in addresses])
    return {
        (key := digest(workspace_id, one.channel, one.value)): {
            "workspace_id": workspace_id,
            "channel": one.channel,
            "digest": key,
            "reason": "manual",
            "person_id": owners.get((KINDS[one.channel], one.value), 0),
            **more,
        }
        for one in addresses
    }


def _call(row: dict[str, Any]) -> dict[str, Any]:
    return {"key" if name == "digest" else name: value for name, value in row.items()}


def welcome_back(workspace_id: int, *, channel: str, address: str) -> bool:
    """Somebody who was erased left the address anew: it may be written to again; answers whether it was barred by that.

    Whoever had unsubscribed, complained or could not be reached stays so.
    """
    key = digest(workspace_id, channel, address)
    barred = Suppression.objects.filter(workspace_id=workspace_id, channel=channel, digest=key, reason="erased")
    if not barred.exists():
        return False
    with writing():
        return let_go(workspace_id, channel, key, ("erased",))


def unsuppress(workspace_id: int, *, channel: str, address: str) -> bool:
    """Somebody here allows `address` again; answers whether it was barred. Raises OnlyThePerson.

    Only a bounce and a decision by hand are lifted; a person who had unsubscribed as well stays unsubscribed.
    """
    with writing():
        key = digest(workspace_id, channel, address)
        row = Suppression.objects.filter(workspace_id=workspace_id, channel=channel, digest=key).first()
        if row is not None and row.reason not in LIFTABLE:
            raise OnlyThePerson(row.reason)
        return let_go(workspace_id, channel, key, LIFTABLE)


def unsuppress_numbered(workspace_id: int, number: int) -> bool:
    """The same for the bar of this number, whose address nobody may know any more. Raises OnlyThePerson."""
    with writing():
        row = Suppression.objects.filter(workspace_id=workspace_id, pk=number).first()
        if row is None:
            return False
        if row.reason not in LIFTABLE:
            raise OnlyThePerson(row.reason)
        return let_go(workspace_id, row.channel, row.digest, LIFTABLE)
