"""Notifications: one message to each device of a person, counted as one message.

It was sent when at least one device took it; another whose push service asks for patience is owed it. Where none took
it, and an answer was lost, nobody knows; where none did and a push service asks for patience, all of them are tried
again later: so no device ever gets a message twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from suppilo.foundation import clock
from suppilo.messages.operations import end_device, owe_device
from suppilo.messages.ports import AnswerLost, Envelope, Refused, push_key
from suppilo.messages.queries import DeviceCard, devices_at
from suppilo.providers.push_vapid.encryption import Receiver, encrypted
from suppilo.providers.push_vapid.line import DeviceLine, Fate
from suppilo.providers.push_vapid.vapid import authorization

#: How long a push service keeps a message for a browser that is closed, where the definition does not say.
KEPT_FOR = timedelta(days=2)
#: Four weeks are the most that push services keep anything.
_LONGEST = timedelta(days=28)


class PushConnection:
    """The way to the devices of one message at a time. Each push service stands for itself: none holds up another."""

    def __init__(self, contact: str, stand_in: str) -> None:
        self._contact, self._stand_in = contact, stand_in
        self._lines: list[DeviceLine] = []
        self._outgoing = 0

    def prepare(self, envelope: Envelope) -> None:
        """Encrypt for every device and connect. Raises Refused."""
        now = clock.now()
        self.close()
        self._outgoing = envelope.outgoing_id
        self._lines = [self._line(envelope, card, now) for card in devices_at(envelope.recipient)]
        if not self._lines:
            raise Refused("no device", permanent=True)
        for line in self._lines:
            line.connect(private=bool(self._stand_in))
        if all(line.fate for line in self._lines):
            self.answer()

    def _line(self, envelope: Envelope, card: DeviceCard, now: datetime) -> DeviceLine:
        url = f"{self._stand_in}/{card.id}" if self._stand_in else card.endpoint
        lasts = min(max(envelope.until - now, timedelta(0)), _LONGEST) if envelope.until else KEPT_FOR
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(int(lasts.total_seconds())),
            "Urgency": "high" if envelope.is_urgent else "normal",
            "Topic": envelope.reference[:32],
            "Authorization": authorization(card.endpoint, push_key(), contact=self._contact, now=now),
        }
        return DeviceLine(card, url, encrypted(envelope.raw, Receiver.parse(card.p256dh, card.auth)), headers)

    def accepted(self) -> None:
        """No push service has been told anything yet."""

    def offer(self) -> None:
        """Send all requests, without waiting for answers."""
        for line in self._lines:
            line.offer()

    def answer(self) -> None:
        """Hear every push service; devices that are gone are forgotten. Raises Refused or AnswerLost."""
        now = clock.now()
        fates = [line.hear(now) for line in self._lines]
        for line, fate in zip(self._lines, fates, strict=True):
            if fate.kind == "gone":
                end_device(line.device.id, reason="gone", now=now, proof={"said": fate.said[:200]})
        _judge(fates)
        for line, fate in zip(self._lines, fates, strict=True):
            if fate.kind == "later":
                owe_device(line.device.id, self._outgoing, wait=fate.wait, now=now)

    def close(self) -> None:
        """Let the connections go."""
        for line in self._lines:
            line.close()
        self._lines = []


def _judge(fates: list[Fate]) -> None:
    """One outcome for the message. Raises Refused or AnswerLost unless a device took it."""
    by_kind: dict[str, list[Fate]] = {}
    for fate in fates:
        by_kind.setdefault(fate.kind, []).append(fate)
    if "took" in by_kind:
        return
    if "lost" in by_kind:
        raise AnswerLost(by_kind["lost"][0].said)
    if "later" in by_kind:
        wait = min(fate.wait for fate in by_kind["later"])
        raise Refused(by_kind["later"][0].said, permanent=False, wait=wait)
    said = by_kind.get("refused") or by_kind["gone"]
    raise Refused(said[0].said, permanent=True)


class Pushes:
    """The provider: a request for each device of each message, the devices of a few people at once."""

    name = "push_vapid"
    connections = 4

    def __init__(self, contact: str, *, stand_in: str = "") -> None:
        """`contact` is what push services are told about us; `stand_in` is called in place of every push service."""
        self._contact = contact if contact.startswith("https://") else "mailto:nobody@localhost.localdomain"
        self._stand_in = stand_in

    def connect(self, place: int) -> PushConnection:
        """Nothing is opened before there is a message."""
        return PushConnection(self._contact, self._stand_in)
