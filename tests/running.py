"""A workspace in which a small definition runs, for tests of the rooms that settle and read it."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from suppilo.definition.reading import Reading, read_bundle
from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock, work
from suppilo.people.operations import Identity, identify_many
from suppilo.publishing import operations as publishing
from suppilo.publishing import queries as running
from suppilo.team.operations import create_workspace

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = {"attributes": {"tier": "text"}, "purposes": {"news": {"text": "News"}}}
BUSINESS = {"name": "Test", "languages": ["en"], "country": "FI", "zone": "Europe/Helsinki", "currency": "EUR"}
_names = itertools.count()

Stages = dict[str, Any]


def reading(stages: Stages, segments: dict[str, Any] | None = None, **more: Any) -> Reading:
    """A definition with one funnel, deals: {stage id: condition, or a whole stage}."""
    funnel = {
        "id": "deals",
        "name": "Deals",
        "stages": [
            {"id": key, "name": key, **(what if "enter" in what else {"enter": what})} for key, what in stages.items()
        ],
    }
    document = {
        "suppilo": 1,
        "business": BUSINESS,
        "purposes": {name: {"text": f"Yes to {name}"} for name in ("news", "offers")},
        "attributes": {"tier": "text"},
        "events": {"looked": {}, "bought": {}},
        "funnels": [funnel],
        "segments": {key: {"name": key, "when": when} for key, when in (segments or {}).items()},
        **{**KNOWN, **more},
    }
    return read_bundle({"business.yaml": json.dumps(document)})


def workspace_running(stages: Stages, segments: dict[str, Any] | None = None, **more: Any) -> int:
    """A new workspace that runs such a definition since noon."""
    workspace = create_workspace(slug=f"test{next(_names)}", name="Test").pk
    run(workspace, stages, segments, **more)
    return workspace


def run(
    workspace: int, stages: Stages, segments: dict[str, Any] | None = None, *, at: datetime = NOON, **more: Any
) -> None:
    """Apply another such definition and move the people."""
    current = running.running(workspace)
    with clock.at(at):
        publishing.apply(workspace, reading(stages, segments, **more), made_from=current.number if current else None)
    work.run_due(at, only=TASKS)


TASKS = ("settle", "settle_in_time", "migrations")


def someone(workspace: int, count: int = 1) -> list[int]:
    """New people, known by a key only."""
    rows = [Identity(identifiers={"external": f"p{next(_names)}"}, at=NOON) for _ in range(count)]
    return [one.person_id for one in identify_many(workspace, rows, now=NOON, origin="import")]


def happened(workspace: int, person: int, name: str, minutes: float = 0, **more: Any) -> None:
    """A fact at noon plus `minutes`."""
    fields = {key: more.pop(key) for key in ("origin", "external_id", "traffic") if key in more}
    fact = NewFact(name=name, person_id=person, at=after(minutes), properties=more, **fields)
    record(workspace, [fact])


def after(minutes: float) -> datetime:
    """Noon plus `minutes`."""
    return NOON + timedelta(minutes=minutes)


def settle(minutes: float = 0) -> None:
    """Run what is due at noon plus `minutes`."""
    work.run_due(after(minutes), only=TASKS)
