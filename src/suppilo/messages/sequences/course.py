"""The course of a sequence: which message comes after which, and when each person is to get it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from suppilo.definition.model import Bundle
from suppilo.messages.hours import known_zone
from suppilo.messages.sequences.rows import Sequence, SequenceMessage
from suppilo.people import queries as people

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Course:
    """All messages that ever were in a sequence, and of them those that are sent, in order."""

    places: Mapping[int, int]
    stops: tuple[SequenceMessage, ...]

    @classmethod
    def of(cls, sequence: Sequence) -> Course:
        """As it stands now."""
        rows = list(SequenceMessage.objects.filter(sequence=sequence).select_related("live").order_by("place", "pk"))
        stops = tuple(row for row in rows if row.live_id is not None and row.removed_at is None)
        return cls({row.pk: row.place for row in rows}, stops)

    def after(self, last: int | None) -> SequenceMessage | None:
        """What comes after the message with this number (None: before all); None when that was the last."""
        place = 0 if last is None else self.places[last]
        return next((stop for stop in self.stops if stop.place > place), None)


def due_at(stop: SequenceMessage, since: datetime, zone: str) -> datetime:
    """When the message is to leave if the one before it left at `since`.

    With an hour of the day, whole days are counted on the calendar: the day after at nine is that whatever the hour
    was before. Less than a day waits for the first such hour after the delay; exactly at the hour is in time.
    """
    at = since + stop.delay
    if stop.hour is None:
        return at
    local = at.astimezone(ZoneInfo(zone))
    found = _wall(local, stop.hour, zone)
    return found if stop.delay >= DAY or found >= at else _wall(local + DAY, stop.hour, zone)


def _wall(local: datetime, hour: int, zone: str) -> datetime:
    return datetime.combine(local.date(), time(hour), ZoneInfo(zone)).astimezone(UTC)


def zones_of(workspace_id: int, person_ids: Collection[int], bundle: Bundle) -> dict[int, str]:
    """The time zone of each; that of the business where none is known."""
    cards = people.describe(workspace_id, person_ids)
    return {one: known_zone(cards[one].zone if one in cards else "", bundle.business.zone) for one in person_ids}


#: What the names of sequences begin with where journeys are named.
SEQUENCE = "sequence:"


def journey_name(sequence_id: int) -> str:
    """What stands in the outbox as the journey that sends: no journey of a definition is called so."""
    return f"{SEQUENCE}{sequence_id}"


def unique_key(sequence_id: int, message_id: int, person_id: int) -> str:
    """The promise that nobody gets a message of a sequence twice."""
    return f"{SEQUENCE}{sequence_id}:{message_id}:{person_id}"
