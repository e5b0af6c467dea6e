"""Where enrolments stand after a turn, written in as few statements as possible."""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps
from operator import attrgetter

from django.db.models import Value
from django.db.models.functions import Concat

from suppilo.journeys.models import Enrolment

_COLUMNS = (
    "version_id",
    "step",
    "since",
    "waiting_for",
    "deadline",
    "due_at",
    "stuck",
    "stuck_at",
    "late_since",
    "detour",
)
_place = attrgetter(*_COLUMNS[:-1])


def save(rows: Sequence[Enrolment]) -> None:
    """Write the place of each: people who went the same way stand alike, so one statement for each kind of place."""
    alike: dict[tuple[object, ...], list[Enrolment]] = {}
    for row in rows:
        alike.setdefault((*_place(row), row.taken, dumps(row.detour) if row.detour else ""), []).append(row)
    for some in alike.values():
        values = {name: getattr(some[0], name) for name in _COLUMNS}
        if some[0].taken:
            values["ways"] = Concat("ways", Value(some[0].taken))
        Enrolment.objects.filter(pk__among={row.id for row in some}).update(**values, tries=0)
