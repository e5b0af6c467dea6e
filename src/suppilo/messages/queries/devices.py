"""The devices of people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from suppilo.messages.models import Device
from suppilo.messages.push.devices import ids_in
from suppilo.people import queries as people


@dataclass(frozen=True)
class DeviceCard:
    """A browser in which somebody allowed notifications. `endpoint`, `p256dh` and `auth` are secrets: never shown."""

    id: int
    person_id: int
    agent: str
    created_at: datetime
    seen_at: datetime
    endpoint: str
    p256dh: str
    auth: str

    def __repr__(self) -> str:
        return f"DeviceCard({self.id}, {self.agent!r})"


def devices_at(address: str) -> list[DeviceCard]:
    """The devices that the address of a notification names, as far as there still are any, the first allowed first."""
    return [_card(row) for row in Device.objects.filter(pk__in=ids_in(address)).order_by("pk")]


def devices_of(workspace_id: int, person_id: int) -> list[DeviceCard]:
    """All devices of a person, under whatever number they were allowed."""
    everyone = people.aliases([people.canonical([person_id])[person_id]])
    rows = Device.objects.filter(workspace_id=workspace_id, person_id__in=list(everyone)).order_by("pk")
    return [_card(row) for row in rows]


def device_called(workspace_id: int, endpoint: str) -> DeviceCard | None:
    """The device with this address; None when it is not known here."""
    digest = hashlib.sha256(endpoint.encode("utf-8", "replace")).hexdigest()
    row = Device.objects.filter(workspace_id=workspace_id, endpoint_digest=digest).first()
    return _card(row) if row else None


def _card(row: Device) -> DeviceCard:
    return DeviceCard(row.pk, row.person_id, row.agent, row.created_at, row.seen_at, row.endpoint, row.p256dh, row.auth)
