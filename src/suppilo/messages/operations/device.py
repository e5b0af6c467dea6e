"""Devices: allowed, changed, seen again, ended. Consent to notifications comes and goes with them."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.messages.models import Device
from suppilo.messages.push.owing import owe
from suppilo.people import operations as people
from suppilo.people import queries as known_people

CHANNEL = "push"
#: A person's devices beyond this many: the one seen longest ago goes.
MOST = 10
_LONGEST = 1_500

#: stopped: the person did. gone: the push service knows it no more, or its address leads where nothing is sent.
#: replaced: it was one too many.
Ending = Literal["stopped", "gone", "replaced"]


class BadDevice(ValueError):
    """What came is not a subscription to which a notification could be sent."""


@dataclass(frozen=True, kw_only=True)
class Subscribed:
    """What a browser says of itself when it is allowed to show notifications: base64url as browsers spell it."""

    endpoint: str
    p256dh: str
    auth: str
    agent: str = ""
    language: str = ""
    zone: str = ""

    def checked(self) -> Subscribed:
        """The same, if a message can be encrypted for it and its address is one of https. Raises BadDevice."""
        try:
            parts, point, secret = urlsplit(self.endpoint), _bytes(self.p256dh), _bytes(self.auth)
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError as error:
            raise BadDevice("not a subscription") from error
        named = parts.scheme == "https" and parts.hostname and not parts.username and self.endpoint.isascii()
        if not named or len(self.endpoint) > _LONGEST or len(secret) != 16 or len(point) != 65:
            raise BadDevice("not a subscription")
        return self


def allow_device(
    workspace_id: int,
    person_id: int,
    given: Subscribed,
    *,
    purpose: str,
    proof: Mapping[str, Any],
    now: datetime,
) -> int:
    """The person allows notifications in this browser, and agrees to `purpose` on the channel push; answers the device.

    A browser belongs to whoever allowed last. Of more than MOST devices the one seen longest ago goes. Repeating it
    changes nothing but when it was last seen. Records device_added. Raises BadDevice.
    """
    given.checked()
    whom = known_people.canonical([person_id])[person_id]
    with writing():
        known = _called(workspace_id, given.endpoint)
        about = {"p256dh": given.p256dh, "auth": given.auth, "agent": given.agent[:40], "language": given.language[:8]}
        about |= {"zone": given.zone[:63], "endpoint": given.endpoint}
        is_theirs = known is not None and known_people.canonical([known.person_id])[known.person_id] == whom
        if known is not None and not is_theirs:
            _tell(known, "device_removed", now, "moved")
        owner = {} if is_theirs else {"person_id": whom, "created_at": now}
        row, _ = Device.objects.update_or_create(
            workspace_id=workspace_id,
            endpoint_digest=_digest(given.endpoint),
            defaults={**about, **owner, "seen_at": now},
        )
        if not is_theirs:
            _tell(row, "device_added", now)
            _drop_oldest(workspace_id, whom, now)
        _agree(workspace_id, whom, purpose, proof, now)
    return row.pk


def see_device(device_id: int, *, now: datetime) -> None:
    """The browser was here."""
    with writing():
        Device.objects.filter(pk=device_id).update(seen_at=now)


def owe_device(device_id: int, outgoing_id: int, *, wait: timedelta, now: datetime) -> None:
    """Other devices took this message, and this one's push service asked for patience: it gets it after `wait`."""
    owe(outgoing_id, device_id, wait=wait, now=now)


def renew_device(workspace_id: int, endpoint: str, given: Subscribed, *, now: datetime) -> bool:
    """The browser got another address in place of `endpoint`; False where that one is not known. Raises BadDevice.

    Whoever knows the former address is the browser itself or its push service: nobody else was told.
    """
    given.checked()
    with writing():
        row = _called(workspace_id, endpoint)
        if row is None:
            return False
        Device.objects.filter(workspace_id=workspace_id, endpoint_digest=_digest(given.endpoint)).exclude(
            pk=row.pk
        ).delete()
        row.endpoint, row.endpoint_digest = given.endpoint, _digest(given.endpoint)
        row.p256dh, row.auth, row.seen_at = given.p256dh, given.auth, now
        row.save()
        return True


def end_device_called(workspace_id: int, endpoint: str, *, now: datetime, proof: Mapping[str, Any]) -> bool:
    """No more notifications in the browser with this address; False where it is not known. See `end_device`."""
    with writing():
        row = _called(workspace_id, endpoint)
        return row is not None and end_device(row.pk, reason="stopped", now=now, proof=proof)


def end_device(device_id: int, *, reason: Ending, now: datetime, proof: Mapping[str, Any] | None = None) -> bool:
    """Forget a device; False when it is gone already. Records device_removed.

    With a person's last one the consents on the channel push are withdrawn, unless it only had to make room.
    """
    with writing():
        row = Device.objects.select_for_update().filter(pk=device_id).first()
        if row is None:
            return False
        whom = known_people.canonical([row.person_id])[row.person_id]
        Device.objects.filter(pk=row.pk).delete()
        _tell(row, "device_removed", now, reason)
        others = Device.objects.filter(workspace_id=row.workspace_id, person_id__in=list(known_people.aliases([whom])))
        if reason != "replaced" and not others.exists():
            _withdraw(row.workspace_id, whom, {"how": reason, **(proof or {})}, now)
        return True


def _called(workspace_id: int, endpoint: str) -> Device | None:
    rows = Device.objects.select_for_update().filter(workspace_id=workspace_id, endpoint_digest=_digest(endpoint))
    return rows.first()


def _agree(workspace_id: int, person_id: int, purpose: str, proof: Mapping[str, Any], now: datetime) -> None:
    """What was withdrawn before is agreed to anew, even where the clock stands still."""
    before = _standing(person_id).get(purpose)
    at = max(now, before.at + timedelta(microseconds=1)) if before else now
    people.record_consent(
        workspace_id, person_id, purpose, CHANNEL, "granted", at=at, now=now, source="pages", proof=proof
    )


def _withdraw(workspace_id: int, person_id: int, proof: Mapping[str, Any], now: datetime) -> None:
    rows = [
        people.Agreement(
            person_id=person_id, purpose=purpose, channel=CHANNEL, state="withdrawn", at=max(now, one.at), proof=proof
        )
        for purpose, one in _standing(person_id).items()
        if one.state != "withdrawn"
    ]
    if rows:
        people.record_consent_many(workspace_id, rows, now=now, origin="live", source="messages")


def _standing(person_id: int) -> dict[str, known_people.ConsentState]:
    return {one.purpose: one for one in known_people.consents_of([person_id])[person_id] if one.channel == CHANNEL}


def _drop_oldest(workspace_id: int, person_id: int, now: datetime) -> None:
    theirs = Device.objects.filter(workspace_id=workspace_id, person_id__in=list(known_people.aliases([person_id])))
    for pk in list(theirs.order_by("-seen_at", "-pk").values_list("pk", flat=True)[MOST:]):
        end_device(pk, reason="replaced", now=now)


def _tell(row: Device, name: str, now: datetime, reason: str = "") -> None:
    properties = {"agent": row.agent, **({"reason": reason} if reason else {})}
    fact = events.NewFact(name=name, person_id=row.person_id, at=now, properties=properties, source="messages")
    events.record(row.workspace_id, [fact])


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode("utf-8", "replace")).hexdigest()


def _bytes(spelled: str) -> bytes:
    if len(spelled) > 120 or not spelled.isascii():
        raise ValueError("too long")
    return urlsafe_b64decode(spelled.rstrip("=") + "=" * (-len(spelled.rstrip("=")) % 4))
