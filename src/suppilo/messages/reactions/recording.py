"""Keeping what came, as it came; whose it was is decided a little later, when a scanner has shown itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Literal

from suppilo.foundation.writing import writing
from suppilo.messages.models import Outgoing, Reaction
from suppilo.messages.reactions.rules import rules

#: Among so many of the newest messages to a person is looked for the one that led to a magnet.
_NEWEST = 50
_WIDTH = {4: 24, 6: 48}


def note_reaction(
    outgoing_id: int,
    kind: Literal["open", "click", "trap"],
    number: int = 0,
    *,
    is_head: bool,
    agent: str,
    address: str,
    now: datetime,
) -> str | None:
    """Keep one request for the pixel, a link or the hidden link of a message; answers where a link leads.

    Only an address stored for this very message is answered; None when there is none, and then nothing is kept.
    """
    row = Outgoing.objects.filter(pk=outgoing_id, person_id__gt=0).only("links", "workspace_id").first()
    url = _target(row, kind, number) if row else None
    if row is None or url is None:
        return None
    _keep(row.workspace_id, outgoing_id, kind, number, is_head=is_head, agent=agent, address=address, now=now)
    return url


def note_magnet(workspace_id: int, person_ids: Collection[int], offer: str, *, agent: str, address: str,
                now: datetime) -> bool:  # fmt: skip
    """Keep that the page of a lead magnet was looked at that a message to one of these numbers led to.

    Answers False, and keeps nothing, where no message did: the address then was come by in another way.
    """
    rows = Outgoing.objects.filter(workspace_id=workspace_id, person_id__in=list(person_ids), sent_at__isnull=False)
    for row in rows.order_by("-sent_at", "-pk").only("links")[:_NEWEST]:
        for number, link in enumerate(row.links):
            if (link["kind"], link["target"]) == ("magnet", offer):
                _keep(workspace_id, row.pk, "page", number, is_head=False, agent=agent, address=address, now=now)
                return True
    return False


def _keep(workspace_id: int, outgoing_id: int, kind: str, number: int, *, is_head: bool, agent: str, address: str,
          now: datetime) -> None:  # fmt: skip
    with writing():
        Reaction.objects.create(
            workspace_id=workspace_id,
            outgoing_id=outgoing_id,
            kind=kind,
            number=number,
            is_head=is_head,
            agent=agent[:300].replace("\0", ""),
            network=network_of(address),
            at=now,
            due_at=now + rules().wait,
        )


def _target(row: Outgoing, kind: str, number: int) -> str | None:
    if kind != "click":
        return ""
    there = 0 <= number < len(row.links)
    return str(row.links[number]["url"]) or None if there else None


def network_of(address: str) -> str:
    """Where an address is, without saying who: its first 24 (or 48) bits; nothing for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{found}/{_WIDTH[found.version]}", strict=False))
