"""What a visitor writes who allows notifications, or ends them."""

from __future__ import annotations

from datetime import datetime

from suppilo.foundation import ids
from suppilo.foundation.writing import writing
from suppilo.messages import operations as messages
from suppilo.messages import queries as known
from suppilo.pages.operations import known_visitor
from suppilo.pages.signed import recipient
from suppilo.pages.visit import Visit
from suppilo.people import operations as people_writing
from suppilo.people import queries as people


def allow(visit: Visit, given: messages.Subscribed, *, purpose: str, page: str, now: datetime) -> int:
    """Keep the device and the consent, with the sentence that was shown as proof; answers the device's number.

    It is the known visitor's; else of whoever the link was made for that led here; else of somebody new. Raises
    BadDevice.
    """
    proof = {
        "page": page,
        "version": visit.version_id,
        "sentence": visit.say(visit.bundle.purposes[purpose].text),
        "language": visit.language,
        "browser": given.agent,
        "at": now.isoformat(),
    }
    with writing():
        person = _whose(visit, given, now=now)
        return messages.allow_device(visit.workspace_id, person, given, purpose=purpose, proof=proof, now=now)


def end(visit: Visit, endpoint: str, *, page: str, now: datetime) -> bool:
    """No more notifications in this browser; False where it is not known."""
    return messages.end_device_called(visit.workspace_id, endpoint, now=now, proof={"page": page})


def still_allowed(visit: Visit, endpoint: str, *, purpose: str, now: datetime) -> bool:
    """Whether this browser is known and its person agrees to `purpose`; it counts as seen."""
    device = known.device_called(visit.workspace_id, endpoint)
    if device is None:
        return False
    messages.see_device(device.id, now=now)
    consents = people.consents_of([device.person_id])[device.person_id]
    return any((one.purpose, one.channel, one.state) == (purpose, "push", "granted") for one in consents)


def _whose(visit: Visit, given: messages.Subscribed, *, now: datetime) -> int:
    """A browser that is known already stays whose it is, unless somebody else can be named."""
    visitor = known_visitor(visit, now=now)
    if visitor is not None:
        return visitor
    named = recipient(visit.workspace_id, visit.recipient) if visit.recipient else None
    if named is not None and named in people.describe(visit.workspace_id, [named]):
        return named
    before = known.device_called(visit.workspace_id, given.endpoint)
    if before is not None:
        return before.person_id
    return people_writing.identify(
        visit.workspace_id,
        identifiers={"visitor": ids.new_id()},
        at=now,
        now=now,
        source="pages",
        language=visit.language,
        zone=given.zone,
    ).person_id
