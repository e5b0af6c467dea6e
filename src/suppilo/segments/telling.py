"""Who came into a segment or left it, told as facts.

A fact takes the `at` and the origin of what caused it, so that what is imported or found by a new version starts
nothing. The same coming or leaving, found again, is the same fact and is not written twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from suppilo.events import operations as events
from suppilo.kernel.conditions import turned_at
from suppilo.segments.ports import Material, Node, Occasion
from suppilo.segments.queries import origins_of_time


@dataclass(frozen=True)
class Passing:
    """One person came into a segment or left it at `at`. `origin` is None where time alone did it."""

    person_id: int
    segment: str
    entered: bool
    at: datetime
    origin: str | None


def passing(occasion: Occasion, node: Node, material: Material, segment: str, *, entered: bool) -> Passing:
    """When, and by which fact, the person came or left, as far as what is known now tells."""
    turn = turned_at(node.condition, material.view, occasion.now)
    at, cause = turn.at, turn.cause
    if not turn.is_known and (cause is None or not entered):
        at, cause = _newest(occasion, material)  # what made it otherwise has been replaced by the newest thing known
    if occasion.version_id is not None and (cause is None or not entered):
        at = occasion.now
    if occasion.is_migration(material.person_id, cause):
        return Passing(material.person_id, segment, entered, at, "migration")
    return Passing(material.person_id, segment, entered, at, material.origins.get(cause) if cause is not None else None)


def _newest(occasion: Occasion, material: Material) -> tuple[datetime, int | None]:
    """The newest fact, of those that were read now if there are any."""
    there = [fact for fact in material.view.facts if fact.at <= occasion.now]
    some = [fact for fact in there if fact.seq in occasion.fresh] or there
    found = max(some, key=lambda fact: (fact.at, fact.seq), default=None)
    return (found.at, found.seq) if found else (occasion.now, None)


def tell(occasion: Occasion, passings: Sequence[Passing]) -> None:
    """Write the facts; joins the caller's transaction."""
    by_time = {one.person_id for one in passings if one.origin is None}
    origins = origins_of_time(occasion.workspace_id, by_time)
    facts = [_fact(occasion, one, one.origin or origins.get(one.person_id, "live")) for one in passings]
    if facts:
        events.record(occasion.workspace_id, facts)


def _fact(occasion: Occasion, one: Passing, origin: str) -> events.NewFact:
    return events.NewFact(
        name="segment_entered" if one.entered else "segment_left",
        person_id=one.person_id,
        at=one.at,
        properties={"segment": one.segment},
        external_id=f"{one.person_id}:{one.segment}:{one.at.isoformat()}:{occasion.version_id or ''}",
        origin=origin,
    )
