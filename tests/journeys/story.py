"""Journeys for tests: facts happen, the worker turns, and one looks where people are."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest

from suppilo.events import operations as events
from suppilo.foundation import clock, work
from suppilo.journeys.models import Ended, Enrolment
from suppilo.messages.models import Outgoing
from tests.messages.world import World, publish

#: On PostgreSQL a reader sees a fact only after its transaction, which a test's own would never end.
DATABASE = pytest.mark.django_db(transaction=os.environ.get("SUPPILO_DATABASE_URL", "").startswith("postgres"))
TASKS = ("journeys", "journey_steps", "outbox")
FORM = {"event": "form_submitted", "where": {"form": "guide_form"}}


def journey(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "A journey", "trigger": FORM, "steps": list(steps), **more}


def funnel(**journeys: Any) -> dict[str, Any]:
    return {
        "id": "coffee",
        "name": "Coffee",
        "stages": [{"id": "lead", "name": "Lead", "enter": {"identifier": "email"}}],
        "journeys": journeys,
    }


def publish_journeys(**journeys: Any) -> World:
    return publish(funnels=[funnel(**journeys)])


def happen(
    world: World, person: int | None, name: str = "form_submitted", *, at: datetime | None = None, **more: Any
) -> int:
    properties = more.pop("properties", {"form": "guide_form"} if name == "form_submitted" else {})
    fact = events.NewFact(
        name=name, person_id=person, at=at or clock.now(), properties=properties, source="test", **more
    )
    return events.record(world.workspace_id, [fact]).seqs[0]


def turn() -> None:
    work.run_due(clock.now(), only=TASKS)


def inside() -> list[tuple[int, str]]:
    return sorted(Enrolment.objects.values_list("person_id", "step"))


def endings() -> list[tuple[int, str]]:
    return sorted(Ended.objects.values_list("person_id", "reason"))


def said() -> list[tuple[int, str]]:
    return list(Outgoing.objects.order_by("pk").values_list("person_id", "message_id"))
