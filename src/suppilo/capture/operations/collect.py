"""Writing what the collector was told: many reports in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from suppilo.capture import agents
from suppilo.capture.catalogue import Catalogue, catalogue_of, happened_at, kept_properties
from suppilo.capture.operations.keep_refused import keep_refused
from suppilo.capture.reported import Happening, RefusedEvent, Report
from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.people import operations as people
from suppilo.team import queries as team

SOURCE = "collect"


@dataclass(frozen=True)
class Collected:
    """What became of a report: how many of its events are in the log, which are not, and why.

    `error` is set where nothing was taken; `status` is the HTTP status to answer with.
    """

    taken: int = 0
    refused: tuple[RefusedEvent, ...] = ()
    error: str = ""
    status: int = 204


@dataclass
class _Batch:
    """The reports for one workspace, on their way into the log."""

    workspace_id: int
    catalogue: Catalogue
    facts: list[events.NewFact] = field(default_factory=list)
    whose: list[tuple[int, int, Happening]] = field(default_factory=list)
    refused: dict[int, list[RefusedEvent]] = field(default_factory=dict)

    def refuse(self, report: int, place: int, one: Happening, reason: str, content: str = "") -> None:
        """Leave an event out and remember why."""
        why = RefusedEvent(place, f"events[{place}]: {reason}", one.name, one.id, content)
        self.refused.setdefault(report, []).append(why)


class Workspaces:
    """Workspaces by slug with what may be reported to them, looked up anew after `keep_for`."""

    def __init__(self, *, keep_for: timedelta = timedelta()) -> None:
        """Nothing is known yet. Whoever writes group after group keeps one for a second: it spares two queries each."""
        self._keep_for = keep_for
        self._found: dict[str, tuple[datetime, int, Catalogue]] = {}

    def find(self, slug: str, now: datetime) -> tuple[int, Catalogue] | None:
        """The workspace's id and catalogue; None when there is no such workspace."""
        kept = self._found.get(slug)
        if kept is None or not now - kept[0] <= self._keep_for:
            workspace = team.workspace_called(slug)
            if workspace is None:
                return None
            kept = self._found[slug] = (now, workspace.pk, catalogue_of(workspace.pk))
        return kept[1:]


def collect(reports: Sequence[Report], workspaces: Workspaces | None = None) -> list[Collected]:
    """Write the events of all `reports` in one transaction; answers what became of each.

    Every event is judged by itself: one that does not fit is kept as refused, its neighbours are taken. An event whose
    id is known already is not written again and counts as taken. Raises `django.db.DatabaseError` when nothing could
    be written.
    """
    workspaces = workspaces or Workspaces()
    answers: list[Collected] = [Collected()] * len(reports)
    by_workspace: dict[str, list[int]] = {}
    for place, report in enumerate(reports):
        by_workspace.setdefault(report.workspace, []).append(place)
    with writing():
        for slug, places in by_workspace.items():
            for place, answer in zip(places, _collect_for([reports[i] for i in places], slug, workspaces), strict=True):
                answers[place] = answer
    return answers


def _collect_for(reports: Sequence[Report], slug: str, workspaces: Workspaces) -> list[Collected]:
    found = workspaces.find(slug, reports[-1].received_at)
    if found is None:
        return [Collected(error=f"there is no workspace {slug!r}", status=400)] * len(reports)
    workspace_id, catalogue = found
    batch = _Batch(workspace_id, catalogue)
    strangers = {place for place, one in enumerate(reports) if one.origin and one.origin not in catalogue.sites}
    welcome = [(place, one) for place, one in enumerate(reports) if place not in strangers]
    _read(batch, welcome)
    for index, error in events.record_good(workspace_id, batch.facts, catalogue.facts).items():
        batch.refuse(*batch.whose[index], str(error))
    keep_refused(workspace_id, [(reports[place], one) for place, some in batch.refused.items() for one in some])
    return [
        _stranger(one) if place in strangers else _answer(one, batch.refused.get(place, []))
        for place, one in enumerate(reports)
    ]


def _read(batch: _Batch, reports: Sequence[tuple[int, Report]]) -> None:
    """Make facts of what fits the catalogue."""
    known = agents.of({report.user_agent for _, report in reports})
    persons = _persons(batch.workspace_id, [one for _, one in reports if known[one.user_agent].traffic == "person"])
    for number, report in reports:
        agent = known[report.user_agent]
        person = persons.get(report.visitor) if report.visitor and agent.traffic == "person" else None
        if report.refused:
            batch.refused[number] = list(report.refused)
        for place, one in report.events:
            if fault := batch.catalogue.fault(one, report):
                batch.refuse(number, place, one, fault, repr(one.properties))
                continue
            batch.whose.append((number, place, one))
            batch.facts.append(
                events.NewFact(
                    name=one.name,
                    person_id=person,
                    at=happened_at(one, report),
                    properties=kept_properties(one, report),
                    source=SOURCE,
                    external_id=one.id,
                    traffic=agent.traffic,
                    consent=report.consent,
                    agent_id=agent.id,
                )
            )


def _persons(workspace_id: int, reports: Sequence[Report]) -> dict[str, int]:
    """The person of each visitor who allowed to be measured: one look-up for all, made where it is the first time."""
    seen = {one.visitor: one.received_at for one in reports if one.visitor}
    return people.recognise_visitors(workspace_id, seen, source=SOURCE) if seen else {}


def _stranger(report: Report) -> Collected:
    reason = f"pages of {report.origin} may not report to {report.workspace!r}; name it under business: sites:"
    return Collected(error=reason, status=403)


def _answer(report: Report, refused: Sequence[RefusedEvent]) -> Collected:
    if not refused:
        return Collected(taken=len(report.events))
    in_order = tuple(sorted(refused, key=lambda one: one.place))
    taken = len(report.events) + len(report.refused) - len(refused)
    if taken:
        return Collected(taken, in_order, status=200)
    return Collected(0, in_order, in_order[0].reason, 400)
