"""In which time zone people are; an unknown one falls back to the business's, and that is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from suppilo.definition.model import Bundle
from suppilo.journeys.localtime import is_zone
from suppilo.people import queries as people


@dataclass(frozen=True)
class Zone:
    """A zone's name. `is_assumed`: the person's own is not known, the business's stands in."""

    name: str
    is_assumed: bool


def zones_of(person_ids: Collection[int], bundle: Bundle) -> Mapping[int, Zone]:
    """Each person's zone, by the id asked for."""
    own = people.zones(person_ids)
    home = bundle.business.zone
    return {person: Zone(name, False) if is_zone(name) else Zone(home, True) for person, name in own.items()}
