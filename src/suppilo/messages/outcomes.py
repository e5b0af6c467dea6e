"""Writing down what became of messages. Every function joins the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from suppilo.events import operations as events
from suppilo.messages.gate import Verdict
from suppilo.messages.happenings import happened, held_key
from suppilo.messages.leased import change
from suppilo.messages.models import JourneyHold, Outgoing, Status
from suppilo.messages.recipients import WENT_OUT
from suppilo.messages.suppressing import bar
from suppilo.messages.waiting import REASON

#: Waits between attempts after temporary refusals; after the last the message has failed.
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 360, 720, 720))
#: Longer than any server may take to answer DATA; a mark older than this belongs to a worker that is gone.
ON_THE_WIRE = timedelta(minutes=10)

_FACTS = {
    Status.SENT: "message_sent",
    Status.UNKNOWN: "message_unknown",
    Status.HELD: "message_held",
    Status.SUPPRESSED: "message_held",
    Status.EXPIRED: "message_held",
    Status.FAILED: "message_held",
}


@dataclass(frozen=True)
class Outcome:
    """What became of one message. `due_at` is when to look at it again, `None` when it is over."""

    row: Outgoing
    status: Status
    reason: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    attempts: int | None = None
    dead_address: bool = False


def mark(rows: Sequence[Outgoing], now: datetime) -> set[int]:
    """Write that `rows` go on the wire now; answers which. The others were taken by another worker or cancelled.

    Once this is committed a message is never offered again: sent, refused, or unknown.
    """
    on_the_wire = {
        "status": Status.SENDING,
        "sent_at": now,
        "due_at": now + ON_THE_WIRE,
        "held_until": None,
        "reason": "",
        "reason_params": {},
    }
    made_of = ("links", "language", "address_digest")
    return change(rows, on_the_wire, among=(Status.QUEUED, Status.HELD), own=made_of)


def write(outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down outcomes with their facts. What another worker holds by now stays as that worker left it."""
    outcomes = _still_paused(outcomes, now)
    facts: dict[int, list[events.NewFact]] = {}
    for alike in _alike(outcomes):
        held = _update(alike)
        for outcome in alike:
            if outcome.row.pk in held:
                if outcome.dead_address:
                    _suppress(outcome.row, now)
                facts.setdefault(outcome.row.workspace_id, []).extend(_facts_of(outcome, now))
    for workspace_id, some in facts.items():
        if some:
            events.record(workspace_id, some)


def _still_paused(outcomes: Sequence[Outcome], now: datetime) -> Sequence[Outcome]:
    """What a pause was to hold that has ended meanwhile goes through the gate again: its turns have been given."""
    named = {one.row.journey for one in outcomes if one.reason == REASON}
    if not named:
        return outcomes
    holds = JourneyHold.objects.select_for_update().filter(journey__in=named)
    held = set(holds.values_list("workspace_id", "journey"))
    return [
        replace(one, status=Status.QUEUED, reason="", due_at=now)
        if one.reason == REASON and (one.row.workspace_id, one.row.journey) not in held
        else one
        for one in outcomes
    ]


def _alike(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """Outcomes that write the same values, together: one statement for the many that were simply sent."""
    found: dict[tuple[object, ...], list[Outcome]] = {}
    for one in outcomes:
        key = (one.status, one.reason, repr(one.params), one.due_at, one.attempts)
        found.setdefault(key, []).append(one)
    return list(found.values())


def _update(alike: Sequence[Outcome]) -> set[int]:
    """Write the same values into the rows of these outcomes; answers into which."""
    outcome = alike[0]
    values: dict[str, Any] = {
        "status": outcome.status,
        "reason": outcome.reason,
        "reason_params": outcome.params,
        "due_at": outcome.due_at,
        "held_until": outcome.due_at if outcome.status == Status.HELD else None,
    }
    if outcome.attempts is not None:
        values["attempts"] = outcome.attempts
    if outcome.status not in WENT_OUT:
        values["sent_at"] = None
    mine = (Status.QUEUED, Status.HELD, Status.SENDING)
    # an answer that came after the lease ran out is still the truth
    late = outcome.status in (Status.SENT, Status.FAILED)
    return change([one.row for one in alike], values, among=mine, or_unknown=late)


def _facts_of(outcome: Outcome, now: datetime) -> list[events.NewFact]:
    row = outcome.row
    name = _FACTS.get(outcome.status)
    if name is None or row.person_id <= 0:
        return []
    if name == "message_held":
        key = held_key(row.pk, outcome.status, outcome.reason)
        until = outcome.due_at if outcome.status == Status.HELD else None
        found = [happened(row, name, now, external_id=key, reason=outcome.reason, until=until)]
    else:
        key = str(row.pk)
        found = [happened(row, name, now)]
    if outcome.dead_address:
        found.append(happened(row, "message_bounced", now, external_id=key, hard=True))
    return found


def _suppress(row: Outgoing, now: datetime) -> None:
    if row.address_digest:
        more = {"person_id": row.person_id, "message_id": row.message_id}
        bar(row.workspace_id, row.channel, row.address_digest, "bounce", at=now, **more)


def of_verdict(row: Outgoing, verdict: Verdict) -> Outcome:
    """The outcome of a message that the gate did not let pass."""
    status = {"hold": Status.HELD, "suppress": Status.SUPPRESSED, "expire": Status.EXPIRED}[verdict.action]
    return Outcome(row, status, verdict.reason, verdict.params, verdict.until)


def try_later(row: Outgoing, said: str, now: datetime, *, wait: timedelta = timedelta(0)) -> Outcome:
    """The outcome of a temporary refusal: wait longer each time (and as long as was asked for), then give up."""
    attempts = row.attempts + 1
    if attempts > len(BACKOFF):
        return Outcome(row, Status.FAILED, "gave_up", {"said": said, "attempts": attempts}, attempts=attempts)
    return Outcome(
        row, Status.QUEUED, "try_again", {"said": said}, now + max(BACKOFF[attempts - 1], wait), attempts=attempts
    )
