"""Writing what the collector was told: many reports in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from suppilo.capture.bots import is_crawler
from suppilo.capture.reported import BadReport, Happening, Report, misfit
from suppilo.definition.facts import Fact, fact
from suppilo.definition.model import CustomEvent
from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.people import operations as people
from suppilo.publishing import queries as publishing
from suppilo.team import queries as team

#: Built-in facts that a browser may report; the others are written by the rooms that know them to be true.
FROM_OUTSIDE = frozenset({"page_viewed"})
OLDEST = timedelta(days=30)
SOURCE = "collect"


def collect(reports: Sequence[Report]) -> list[str]:
    """Write the events of all `reports` in one transaction; answers one reason per report, empty when it was taken.

    A report is taken whole or not at all. An event whose id is known already is not written again. Raises
    `django.db.DatabaseError` when nothing could be written.
    """
    reasons = [""] * len(reports)
    by_workspace: dict[str, list[int]] = {}
    for place, report in enumerate(reports):
        by_workspace.setdefault(report.workspace, []).append(place)
    with writing():
        for slug, places in by_workspace.items():
            for place, reason in zip(places, _collect_for([reports[i] for i in places], slug), strict=True):
                reasons[place] = reason
    return reasons


def _collect_for(reports: Sequence[Report], slug: str) -> list[str]:
    workspace = team.workspace_called(slug)
    if workspace is None:
        return [f"there is no workspace {slug!r}"] * len(reports)
    custom = publishing.custom_events(workspace.pk)
    reasons = [_wrong(report, custom) for report in reports]
    good = [report for report, reason in zip(reports, reasons, strict=True) if not reason]
    if good:
        refused = _record(workspace.pk, good)
        reasons = [reason or refused.get(id(report), "") for report, reason in zip(reports, reasons, strict=True)]
    return reasons


def _record(workspace_id: int, reports: Sequence[Report]) -> dict[int, str]:
    """Append the facts of all reports; one that the log refuses is found and left out, and its reason answered."""
    try:
        _append(workspace_id, reports)
    except events.FactRefused as error:
        if len(reports) == 1:
            return {id(reports[0]): str(error)}
        return {key: reason for report in reports for key, reason in _record(workspace_id, [report]).items()}
    return {}


def _append(workspace_id: int, reports: Sequence[Report]) -> None:
    with transaction.atomic():
        persons = _persons(workspace_id, reports)
        events.record(workspace_id, [one for report in reports for one in _facts(report, persons)])


def _persons(workspace_id: int, reports: Sequence[Report]) -> dict[str, int]:
    """The person of each visitor who allowed to be measured."""
    visitors = {one.visitor: one.received_at for one in reports if one.visitor and not is_crawler(one.user_agent)}
    if not visitors:
        return {}
    rows = [people.Identity(identifiers={"visitor": visitor}, at=at) for visitor, at in visitors.items()]
    found = people.identify_many(workspace_id, rows, now=max(visitors.values()), origin="live", source=SOURCE)
    return {visitor: one.person_id for visitor, one in zip(visitors, found, strict=True)}


def _facts(report: Report, persons: Mapping[str, int]) -> list[events.NewFact]:
    crawler = is_crawler(report.user_agent)
    return [
        events.NewFact(
            name=one.name,
            person_id=persons.get(report.visitor or ""),
            at=_at(one, report),
            properties=one.properties,
            source=SOURCE,
            external_id=one.id,
            traffic="crawler" if crawler else "person",
        )
        for one in report.events
    ]


def _at(one: Happening, report: Report) -> datetime:
    """When it happened; a clock that runs ahead of ours is taken for now."""
    return min(one.at or report.received_at, report.received_at)


def _wrong(report: Report, custom: Mapping[str, CustomEvent]) -> str:
    """Why the report is refused; empty when it fits the catalogue."""
    try:
        for number, one in enumerate(report.events):
            _check(one, f"events[{number}]", report, custom)
    except BadReport as error:
        return str(error)
    return ""


def _check(one: Happening, place: str, report: Report, custom: Mapping[str, CustomEvent]) -> None:
    known: Fact | None = fact(one.name, custom)
    if known is None or not (one.name in custom or one.name in FROM_OUTSIDE):
        reportable = ", ".join(sorted({*custom, *FROM_OUTSIDE}))
        raise BadReport(f"{place}: {one.name!r} cannot be reported; these can: {reportable}")
    if _at(one, report) < report.received_at - OLDEST:
        raise BadReport(f"{place}: at lies more than {OLDEST.days} days back; import what is older")
    for key, value in one.properties.items():
        kind = known.properties.get(key)
        if kind is None:
            raise BadReport(f"{place}: {one.name!r} has no property {key!r}; it knows {', '.join(known.properties)}")
        if misfit(kind, value):
            raise BadReport(f"{place}: {key!r} is declared as {kind}, and {value!r} is none")
