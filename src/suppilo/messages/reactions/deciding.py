"""Classing what came, telling it as facts, and classing it again under other rules or by later evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from suppilo.events import operations as events
from suppilo.foundation import claims
from suppilo.foundation.writing import writing
from suppilo.messages.models import Outgoing, Reaction
from suppilo.messages.reactions.classing import Class, Seen, classed
from suppilo.messages.reactions.rules import rules

_BATCH = 200
_LEASE = timedelta(minutes=1)
_FACTS = {"click": "message_clicked", "open": "message_opened", "page": "magnet_opened"}
_OFFERS = ("offer", "magnet")


def decide(now: datetime) -> int:
    """Class the reactions that are due and tell them as facts; how many. Nothing due costs one look-up."""
    rows = claims.claim(Reaction, now=now, limit=_BATCH, lease_for=_LEASE)
    if rows:
        with writing():
            held = claims.still_held(Reaction, rows)
            _decide({row.outgoing_id for row in rows if row.pk in held}, now)
    return len(rows)


def reclassify(workspace_id: int | None = None, *, limit: int = _BATCH, now: datetime) -> int:
    """Class one batch of messages anew whose reactions were classed under other rules; how many (0: none is left).

    Each batch is one short transaction; killed, it goes on where it was.
    """
    former = Reaction.objects.exclude(classed_by__in=("", rules().version)).filter(outgoing__person_id__gt=0)
    if workspace_id is not None:
        former = former.filter(workspace_id=workspace_id)
    messages = set(former.order_by("outgoing_id").values_list("outgoing_id", flat=True)[:limit])
    if messages:
        with writing():
            _decide(messages, now)
    return len(messages)


def _decide(messages: Collection[int], now: datetime) -> None:
    """Class everything that these messages met, as far as it is due; what was told otherwise is told so."""
    rows = Reaction.objects.filter(outgoing_id__in=messages).select_related("outgoing").order_by("at", "pk")
    of: dict[int, list[Reaction]] = {}
    for row in rows:
        of.setdefault(row.outgoing_id, []).append(row)
    fresh: list[Reaction] = []
    changed: list[Reaction] = []
    for met in of.values():
        for row, found in zip(met, _classes(met), strict=True):
            if not row.classed_by and row.at > now - rules().wait:
                continue  # its own time comes
            if row.classed_by and (row.traffic, row.classed_by) == (found.traffic, rules().version):
                continue
            (changed if row.classed_by and row.traffic != found.traffic else fresh).append(row)
            row.traffic, row.why, row.classed_by = found.traffic, found.why[:40], rules().version
            row.due_at, row.lease = None, ""
    Reaction.objects.bulk_update([*fresh, *changed], ["traffic", "why", "classed_by", "due_at", "lease"])
    _tell(fresh)
    _tell_otherwise(changed, now)


def _classes(met: Sequence[Reaction]) -> list[Class]:
    message = met[0].outgoing
    seen = [Seen(row.kind, row.number, row.is_head, row.agent, row.network, row.at) for row in met]
    links = sum(bool(link["url"]) for link in message.links)
    return classed(seen, links=links, delivered_at=message.sent_at, rules=rules())


def _tell(rows: Sequence[Reaction]) -> None:
    """As facts, each once, whatever is called again."""
    by_workspace: dict[int, list[events.NewFact]] = {}
    for row in rows:
        if row.kind in _FACTS and row.outgoing.person_id > 0:
            by_workspace.setdefault(row.workspace_id, []).append(_fact(row))
    for workspace_id, facts in by_workspace.items():
        events.record(workspace_id, facts)


def _fact(row: Reaction) -> events.NewFact:
    message = row.outgoing
    properties = {"message": message.message_id, "channel": message.channel, "journey": message.journey}
    if row.kind == "page":
        properties = {"offer": message.links[row.number]["target"]}
    elif row.kind == "click":
        link = message.links[row.number]
        properties["link"] = link["target"] if link["kind"] == "url" else f"{link['kind']}:{link['target']}"
        if link["kind"] in _OFFERS:
            properties["offer"] = link["target"]
    return events.NewFact(
        name=_FACTS[row.kind],
        person_id=message.person_id,
        at=row.at,
        properties=properties,
        source="messages",
        external_id=f"reaction:{row.pk}",
        origin=message.origin,
        traffic=row.traffic,
    )


def _tell_otherwise(rows: Sequence[Reaction], now: datetime) -> None:
    """The facts take the class, stores read them anew, and a fact of its own has the person settled again."""
    told = [row for row in rows if row.kind in _FACTS and row.outgoing.person_id > 0]
    for workspace_id in {row.workspace_id for row in told}:
        mine = [row for row in told if row.workspace_id == workspace_id]
        events.change_class(workspace_id, "messages", {f"reaction:{row.pk}": row.traffic for row in mine})
        events.record(workspace_id, [_changed(row.outgoing, row, now) for row in mine])


def _changed(message: Outgoing, row: Reaction, now: datetime) -> events.NewFact:
    return events.NewFact(
        name="reaction_reclassed",
        person_id=message.person_id,
        at=now,
        properties={"message": message.message_id, "channel": message.channel},
        source="messages",
        external_id=f"reaction:{row.pk}:{row.traffic}:{rules().version}",
        origin="migration",
    )
