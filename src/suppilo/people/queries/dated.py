"""People whose date comes: for what starts on a day known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from suppilo.people.models import Attribute, Person


@dataclass(frozen=True, kw_only=True)
class Where:
    """People in one time zone. `others` None: who is told to be in `zone`. Else everybody but those told to be in one
    of `others`: the zone stands in where none is known."""

    zone: str
    others: Collection[str] | None = None

    def holds(self) -> Q:
        """The test of an attribute's person."""
        if self.others is None:
            return Q(person__zone=self.zone)
        return ~Q(person__zone__in=[name for name in self.others if name != self.zone])


def zones_told(workspace_id: int) -> list[str]:
    """Every time zone that some person of the workspace is told to be in, as it was told."""
    rows = Person.objects.filter(workspace_id=workspace_id).exclude(zone="").order_by()
    return sorted(rows.values_list("zone", flat=True).distinct())


def dated_on(
    workspace_id: int, key: str, day: date, where: Where, *, yearly: bool, after: int, limit: int
) -> tuple[list[int], int | None]:
    """People whose attribute `key` (a day, or an instant that falls there in the zone) is `day`, or with `yearly` a
    day of the same month and number, among the next of them behind the person `after`.

    Answers them and where to go on, None at the end. On 28 February of a year without a 29th those of the 29th belong.
    """
    rows = _rows(workspace_id, key, where, after)
    days = [day]
    if yearly and (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1:
        days.append(date(2000, 2, 29))
    spelled = Q()
    for one in days:
        spelled |= Q(folded__endswith=f"{one:-%m-%d}") if yearly else Q(folded=one.isoformat())
    found = list(rows.filter(kind="day").filter(spelled).values_list("person_id", flat=True)[:limit])
    instants = rows.filter(kind="instant", instant__isnull=False)
    if not yearly:
        begin = datetime.combine(day, datetime.min.time(), ZoneInfo(where.zone))
        instants = instants.filter(instant__gte=begin - timedelta(days=1), instant__lte=begin + timedelta(days=2))
    found = sorted([*found, *islice(_falling_on(instants, days, where.zone, yearly), limit)])[:limit]
    return found, found[-1] if len(found) == limit else None


def _falling_on(rows: QuerySet[Attribute], days: Collection[date], zone: str, yearly: bool) -> Iterator[int]:
    """Those of whom the instant falls on one of the days in the zone."""
    same = {(one.month, one.day) for one in days}
    for person_id, instant in rows.values_list("person_id", "instant").iterator():
        local = instant.astimezone(ZoneInfo(zone)).date() if instant else None
        if local and (local in days or (yearly and (local.month, local.day) in same)):
            yield person_id


def dated_between(
    workspace_id: int, key: str, since: datetime, until: datetime, *, after: int, limit: int
) -> list[tuple[int, datetime]]:
    """Up to `limit` people behind `after` whose instant `key` lies in (since, until], with it."""
    rows = _rows(workspace_id, key, None, after).filter(kind="instant", instant__gt=since, instant__lte=until)
    return [(person, at) for person, at in rows.values_list("person_id", "instant")[:limit] if at is not None]


def next_instant(workspace_id: int, key: str, after: datetime) -> datetime | None:
    """The earliest instant `key` of anybody that lies behind `after`."""
    rows = _rows(workspace_id, key, None, 0).filter(kind="instant", instant__gt=after)
    return rows.order_by("instant").values_list("instant", flat=True).first()


def _rows(workspace_id: int, key: str, where: Where | None, after: int) -> QuerySet[Attribute]:
    rows = Attribute.objects.filter(
        workspace_id=workspace_id, key=key, position=0, person_id__gt=after, person__merged_into=None
    ).filter(person__is_leaving=False)
    return (rows.filter(where.holds()) if where else rows).order_by("person_id")
