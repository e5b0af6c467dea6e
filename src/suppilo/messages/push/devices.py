"""Which devices people have. A person who was merged with another has the devices of both."""

from __future__ import annotations

from collections.abc import Collection

from suppilo.messages.models import Device
from suppilo.people import queries as people


def device_addresses(person_ids: Collection[int]) -> dict[int, str]:
    """Where a notification to each of these people goes, by the id asked for; who has no device is left out.

    It names the rows of the devices, the one allowed first first: one address, whatever their number.
    """
    whom = people.canonical(person_ids)
    everyone = people.aliases(set(whom.values()))
    found: dict[int, list[int]] = {}
    for pk, number in Device.objects.filter(person_id__in=list(everyone)).order_by("pk").values_list("pk", "person_id"):
        found.setdefault(everyone[number], []).append(pk)
    return {asked: address_of(found[owner]) for asked, owner in whom.items() if owner in found}


def address_of(device_ids: Collection[int]) -> str:
    """One address for several devices."""
    return ",".join(map(str, device_ids))


def ids_in(address: str) -> list[int]:
    """The devices that an address names; what is none is left out."""
    return [int(one) for one in address.split(",") if one.isascii() and one.isdigit() and len(one) < 19]
