"""The step task: enrolments that are due take one step, in sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from suppilo.foundation import claims, clock
from suppilo.foundation.writing import writing
from suppilo.journeys.ending import end
from suppilo.journeys.failing import alone_if_it_fails
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import END, journeys_of, program_of
from suppilo.journeys.stepping import Group, carry_out, without_leavers
from suppilo.publishing import queries as publishing

#: One batch is one transaction: small enough that SQLite's lock is held for well under 100 ms.
BATCH = 200
LEASE = timedelta(minutes=1)


def journey_steps(now: datetime) -> int:
    """Let one batch of due enrolments take their next step; answers how many were due."""
    rows = claims.claim(Enrolment, now=now, limit=BATCH, lease_for=LEASE)
    if rows:
        alone_if_it_fails(rows, _turn)
    return len(rows)


def _turn(rows: Sequence[Enrolment]) -> None:
    """One step for each of `rows` that is still ours, in one transaction."""
    with writing():
        held = claims.still_held(Enrolment, list(rows))
        _step([row for row in rows if row.pk in held], clock.now())


def _step(rows: Sequence[Enrolment], now: datetime) -> None:
    by_journey: dict[tuple[int, int, str], list[Enrolment]] = {}
    for row in rows:
        by_journey.setdefault((row.workspace_id, row.version_id, row.journey), []).append(row)
    going_on: list[Enrolment] = []
    for place, some in by_journey.items():
        going_on += _step_journey(place, some, now)
    for row in going_on:
        row.lease, row.tries = "", 0
    Enrolment.objects.bulk_update(
        going_on, ["step", "since", "waiting_for", "deadline", "due_at", "lease", "tries"], batch_size=100
    )


def _step_journey(place: tuple[int, int, str], rows: Sequence[Enrolment], now: datetime) -> list[Enrolment]:
    workspace_id, version_id, journey_id = place
    journey = journeys_of(publishing.bundle_of(version_id))[journey_id]
    program = program_of(journey)
    by_step: dict[str, list[Enrolment]] = {}
    for row in without_leavers(workspace_id, journey, [row for row in rows if row.step != END], now):
        by_step.setdefault(row.step, []).append(row)
    finished = [row for row in rows if row.step == END]
    going_on: list[Enrolment] = []
    for step_id, some in by_step.items():
        group = Group(workspace_id, version_id, journey, program.places[step_id], some)
        for row in carry_out(group, now):
            (finished if row.step == END and row.due_at == now else going_on).append(row)
    end(finished, "finished", now)
    return going_on
