"""The step task: enrolments that are due go on until they wait again, in sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from suppilo.definition.model import Bundle
from suppilo.foundation import claims, clock
from suppilo.journeys.detours import next_stop
from suppilo.journeys.ending import end
from suppilo.journeys.failing import alone_if_it_fails
from suppilo.journeys.leaving import without_leavers
from suppilo.journeys.models import Enrolment
from suppilo.journeys.pausing import hold
from suppilo.journeys.program import END, journeys_of, program_of
from suppilo.journeys.saving import save
from suppilo.journeys.steps import Group, carry_out
from suppilo.publishing import queries as publishing

#: One batch is one transaction: small enough that SQLite's lock is held for well under 100 ms.
BATCH = 400
#: So many steps are taken in one transaction; whoever has more before the next wait takes them in the next one.
STEPS = 4


def journey_steps(now: datetime) -> int:
    """Let one batch of due enrolments go on; answers how many were due."""
    return alone_if_it_fails(_turn, BATCH) if claims.is_due(Enrolment, now) else 0


def _turn(rows: Sequence[Enrolment]) -> None:
    """Some steps for each of `rows`. Joins the transaction that holds them."""
    now = clock.now()
    going, resting = hold(rows, now)
    bundles = publishing.bundles_of({row.version_id for row in going})
    for place, some in _by_journey(going).items():
        resting += _some_steps(place, bundles[place[1]], some, now)
    save(resting)


#: A workspace, a version and a journey of it.
Place = tuple[int, int, str]


def _by_journey(rows: Sequence[Enrolment]) -> dict[Place, list[Enrolment]]:
    found: dict[Place, list[Enrolment]] = {}
    for row in rows:
        found.setdefault((row.workspace_id, row.version_id, row.journey), []).append(row)
    return found


def _some_steps(place: Place, bundle: Bundle, rows: list[Enrolment], now: datetime) -> list[Enrolment]:
    """Step by step until they wait again, or have taken as many as one transaction allows; answers who is inside."""
    resting: list[Enrolment] = []
    for _ in range(STEPS):
        stepped, rows = _step(place, bundle, rows, now), []
        for row in stepped:
            # Whoever has just become wakeable looks again only when that is committed.
            if not row.waiting_for and row.due_at is not None and row.due_at <= now:
                rows.append(row)
            else:
                row.late_since = None  # come to the next wait: not late any more
                resting.append(row)
        if not rows:
            break
    return [*resting, *rows]


def _step(place: Place, bundle: Bundle, rows: Sequence[Enrolment], now: datetime) -> list[Enrolment]:
    """One step for each; answers those that are still inside."""
    workspace_id, version_id, journey_id = place
    journey = journeys_of(bundle)[journey_id]
    program = program_of(journey)
    by_step: dict[str, list[Enrolment]] = {}
    finished = [row for row in rows if row.step == END]
    for row in without_leavers(workspace_id, journey, [row for row in rows if row.step != END], now):
        by_step.setdefault(row.step, []).append(row)
    going_on: list[Enrolment] = []
    for step_id, some in by_step.items():
        group = Group(workspace_id, version_id, bundle, journey, program.places[step_id], some)
        for row in map(next_stop, carry_out(group, now)):
            (finished if row.step == END and row.due_at == now else going_on).append(row)
    end(finished, "finished", now)
    return going_on
