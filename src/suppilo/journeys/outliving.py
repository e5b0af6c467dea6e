"""Which messages a journey does not want to say any more: its goal or its exit holds before they have left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from suppilo.definition.model import Journey
from suppilo.journeys.meeting import who_meets
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import journeys_of
from suppilo.messages.ports import JourneyMessage
from suppilo.publishing import queries as publishing

#: A version and a journey of it.
Place = tuple[int, str]


def outlived(workspace_id: int, messages: Sequence[JourneyMessage], now: datetime) -> dict[int, str]:
    """Those of `messages` whose person meets the goal or the exit of the journey at `now`: goal_reached, left_journey.

    For whoever is inside the version counts in which they are, for the others that in which it was queued. Journeys
    that have neither goal nor exit cost nothing; the others one question a condition, however many people.
    """
    asked = [one for one in messages if _ends_early(_journey((one.version_id, one.journey)))]
    found: dict[int, str] = {}
    for place, some in _by_place(asked).items():
        journey = _journey(place)
        if journey is None:
            continue
        for reason, condition in (("goal_reached", journey.goal), ("left_journey", journey.exit)):
            left = [one for one in some if one.outgoing_id not in found]
            if condition is not None and left:
                over = who_meets(workspace_id, condition, {one.person_id for one in left}, now)
                found |= {one.outgoing_id: reason for one in left if one.person_id in over}
    return found


def _journey(place: Place) -> Journey | None:
    return journeys_of(publishing.bundle_of(place[0])).get(place[1])


def _ends_early(journey: Journey | None) -> bool:
    return journey is not None and (journey.goal is not None or journey.exit is not None)


def _by_place(messages: Sequence[JourneyMessage]) -> Mapping[Place, list[JourneyMessage]]:
    inside = _versions_inside([_enrolment(one) for one in messages]) if messages else {}
    found: dict[Place, list[JourneyMessage]] = {}
    for one in messages:
        version = inside.get(_enrolment(one), one.version_id)
        found.setdefault((version, one.journey), []).append(one)
    return found


def _enrolment(message: JourneyMessage) -> int:
    """The enrolment that queued it; 0 for a key of another kind."""
    number = message.key.removeprefix("enrolment:").partition(":")[0]
    return int(number) if number.isdigit() else 0


def _versions_inside(enrolments: Sequence[int]) -> dict[int, int]:
    rows = Enrolment.objects.filter(pk__among=set(enrolments))
    return dict(rows.values_list("pk", "version_id"))
