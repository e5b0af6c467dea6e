"""Where people stand, and how they got there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from suppilo.definition.model import Bundle
from suppilo.foundation.instants import Microseconds
from suppilo.funnels.models import Match, Move, Standing
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.segments.queries import rules_of


@dataclass(frozen=True)
class MatchRow:
    """The first time a person met a stage's condition. `cause_seq` None: time alone did it."""

    person_id: int
    stage: str
    at: datetime
    origin: str
    cause_seq: int | None


@dataclass(frozen=True)
class MoveRow:
    """One move, as it was told. `caused`: by a fact (or by time), not by a new definition alone."""

    person_id: int
    funnel: str
    from_stage: str
    to_stage: str
    at: datetime
    recorded_at: datetime
    origin: str
    correcting: bool
    caused: bool


@dataclass(frozen=True)
class Place:
    """Where a person stands in one funnel, since when."""

    funnel: str
    stage: str
    since: datetime


def standing(workspace_id: int, funnel: str) -> dict[str, int]:
    """How many people stand in each stage now; stages in which nobody stands are left out."""
    rows = Standing.objects.filter(workspace_id=workspace_id, funnel=funnel).exclude(stage="")
    return dict(rows.values_list("stage").annotate(people=Count("pk")).values_list("stage", "people"))


def standing_people(workspace_id: int, funnel: str) -> dict[int, str]:
    """The stage in which each person of the funnel stands."""
    rows = Standing.objects.filter(workspace_id=workspace_id, funnel=funnel).exclude(stage="")
    return dict(rows.values_list("person_id", "stage"))


def people_at(workspace_id: int, funnel: str, stage: str) -> QuerySet[Standing, int]:
    """The ids of the people who stand in a stage, as a query that another query may take in."""
    rows = Standing.objects.filter(workspace_id=workspace_id, funnel=funnel, stage=stage)
    return rows.values_list("person_id", flat=True)


def matches(workspace_id: int, funnel: str, *, person_ids: Collection[int] | None = None) -> list[MatchRow]:
    """The first match of each stage by each person under the running definition, by person and time."""
    rows = _running_matches(workspace_id, funnel)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    fields = ("person_id", "stage", "at", "origin", "cause_seq")
    return [MatchRow(*row) for row in rows.order_by("person_id", "at").values_list(*fields)]


def match_columns(workspace_id: int, funnel: str) -> list[tuple[int, str, int, int]]:
    """`matches` as plain (person, stage, microseconds since 1970, cause or 0), in no order: for reports over many."""
    columns = ("person_id", "stage", Microseconds("at"), Coalesce("cause_seq", 0))
    return list(_running_matches(workspace_id, funnel).values_list(*columns))


def _running_matches(workspace_id: int, funnel: str) -> QuerySet[Match]:
    running = publishing.running(workspace_id)
    if running is None:
        return Match.objects.none()
    return Match.objects.filter(_under_rules(running.bundle, funnel), workspace_id=workspace_id, funnel=funnel)


def _under_rules(bundle: Bundle, funnel: str) -> Q:
    """Only matches of the stages as their conditions read now."""
    found = Q(pk__in=())
    for stage, rule in rules_of(bundle, funnel).items():
        found |= Q(stage=stage, rule=rule)
    return found


def moves_of(person_ids: Collection[int], *, funnel: str | None = None) -> dict[int, list[MoveRow]]:
    """The moves of each person (by the id asked for), by time; those told of a person before a merge stay with them."""
    whom = people.canonical(person_ids)
    rows = Move.objects.filter(person_id__in=set(whom.values()))
    if funnel is not None:
        rows = rows.filter(funnel=funnel)
    found: dict[int, list[MoveRow]] = {}
    for row in rows.order_by("at", "pk"):
        found.setdefault(row.person_id, []).append(_row(row))
    return {asked: found.get(owner, []) for asked, owner in whom.items()}


def _row(move: Move) -> MoveRow:
    return MoveRow(
        person_id=move.person_id,
        funnel=move.funnel,
        from_stage=move.from_stage,
        to_stage=move.to_stage,
        at=move.at,
        recorded_at=move.recorded_at,
        origin=move.origin,
        correcting=move.correcting,
        caused=move.origin != "migration" or move.cause_seq is not None,
    )


def stage_of(person_ids: Collection[int]) -> dict[int, dict[str, Place]]:
    """Where each person (by the id asked for) stands, by funnel."""
    whom = people.canonical(person_ids)
    rows = Standing.objects.filter(person_id__in=set(whom.values())).exclude(stage="")
    found: dict[int, dict[str, Place]] = {}
    for owner, funnel, stage, since in rows.values_list("person_id", "funnel", "stage", "since"):
        found.setdefault(owner, {})[funnel] = Place(funnel, stage, since)
    return {asked: found.get(owner, {}) for asked, owner in whom.items()}
