"""What the gate will say of a broadcast's people at the time when it is sent.

What waits already for the same people goes before it and counts against their caps: rows of the outbox, and other
broadcasts that have not come to them yet. So they are judged first, in the order in which the worker takes them, each
when it is due; one that is held comes again when its time is up. What happens in between cannot be known beforehand;
how long the paces take is reckoned apart (`finishing`).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q

from suppilo.definition.model import Bundle, Message
from suppilo.messages import lanes, recipients
from suppilo.messages.compiling import BROADCAST, MessageRefused
from suppilo.messages.composing import channel_of, compose
from suppilo.messages.finishing import leaving_at
from suppilo.messages.gate import Candidate, Rules, Verdict, judge
from suppilo.messages.models import Broadcast, Lane, Outgoing, Phase, Status
from suppilo.messages.sms.billing import TextCost, costs_of
from suppilo.messages.timing import first_step_at, instants, next_day
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.segments import queries as segments

#: Behind every row that there is.
_LAST = 2**62


@dataclass(frozen=True)
class Answers:
    """How many get which answer, and the parts of their texts.

    An answer is `send`, or action and reason as `hold:quiet_hours`; `expire:expired:cap_reached` says what would hold
    it until it is too late.

    `parts` are those of text messages that leave at once and that leave later, by `send` and `hold`. `leaving` says how
    many the gate lets leave when (`finishing.Leaving`); `moved` for how many of them it is the next day, as `next_day`.
    """

    counts: Mapping[str, int]
    parts: Mapping[str, int]
    leaving: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Turn:
    """One message that will be looked at: when, and in which place among those of the same time."""

    at: datetime
    lane: int
    due_at: datetime
    place: int
    row: Outgoing

    def __lt__(self, other: _Turn) -> bool:
        return (self.at, self.lane, self.due_at, self.place) < (other.at, other.lane, other.due_at, other.place)


def answers(broadcast: Broadcast, found: Sequence[int], bundle: Bundle, now: datetime) -> Answers:
    """What the gate will say of the people `found` (canonical, at least one), with all that is known at `now`."""
    message = message_written(broadcast, bundle)
    own = _own(broadcast, message, found, bundle, now)
    whom = people.aliases(found)
    before = [*_waiting(own[0], whom, now), *_coming(broadcast, own[0], found, bundle, now)]
    rows = [*own, *(turn.row for turn in before)]
    known = recipients.candidates(broadcast.workspace_id, rows, bundle, now)
    rules = recipients.rules_of(bundle, own[0].channel)
    first: dict[int, list[_Turn]] = {}
    for turn in before:
        first.setdefault(whom[turn.row.person_id], []).append(turn)
    costs = costs_of(message, own, bundle, now) if message and message.channel == "sms" else {}
    judged = [(row.person_id, _verdict(row, first.get(row.person_id, []), known, rules)) for row in own]
    found_out = _added_up(judged, costs)
    late = next_day(broadcast, found, bundle, _begins(broadcast, now))
    moved = sum(person in late and verdict.action in ("send", "hold") for person, verdict in judged)
    leaving = _leaving(own, [verdict for _, verdict in judged], known, bundle)
    return replace(found_out, leaving=leaving, moved={"next_day": moved} if moved else {})


def _leaving(
    own: Sequence[Outgoing], verdicts: Sequence[Verdict], known: Mapping[int, Candidate], bundle: Bundle
) -> dict[str, int]:
    found: dict[str, int] = {}
    for row, verdict in zip(own, verdicts, strict=True):
        at = row.due_at if verdict.action == "send" else verdict.until
        if verdict.action in ("send", "hold") and at is not None:
            key = leaving_at(at, known[row.pk].address, row.channel, bundle)
            found[key] = found.get(key, 0) + 1
    return found


def _added_up(judged: Iterable[tuple[int, Verdict]], costs: Mapping[int, TextCost]) -> Answers:
    counts: dict[str, int] = {}
    parts: dict[str, int] = {}
    for person, verdict in judged:
        cost = costs.get(person, TextCost())
        answer = _answer(verdict)
        if verdict.action == "send" and cost.problem:
            answer = f"fail:{cost.problem}"
        elif verdict.action in ("send", "hold"):
            parts[verdict.action] = parts.get(verdict.action, 0) + cost.parts
        counts[answer] = counts.get(answer, 0) + 1
    return Answers(counts, {action: many for action, many in parts.items() if many})


def _answer(verdict: Verdict) -> str:
    if verdict.action == "send":
        return "send"
    because = verdict.params.get("because", "") if verdict.action == "expire" else ""
    return f"{verdict.action}:{verdict.reason}" + (f":{because}" if because else "")


def message_written(broadcast: Broadcast, bundle: Bundle) -> Message | None:
    """What was written, if it can be sent as it is."""
    try:
        return compose(broadcast.content, bundle)
    except MessageRefused:
        return None


def _own(
    broadcast: Broadcast, message: Message | None, found: Sequence[int], bundle: Bundle, now: datetime
) -> list[Outgoing]:
    """The rows as the broadcast will put them into the outbox, each with the instant at which it is to leave."""
    at = instants(broadcast, found, bundle, _begins(broadcast, now))
    lasts = message.expires_after if message else None
    return [
        Outgoing(
            pk=-number,
            workspace_id=broadcast.workspace_id,
            person_id=person,
            channel=channel_of(broadcast.content),
            purpose=str(broadcast.content.get("purpose", "")),
            lane=Lane.BROADCAST,
            due_at=at[person],
            expires_at=at[person] + lasts if lasts else None,
        )
        for number, person in enumerate(found, start=1)
    ]


def _begins(broadcast: Broadcast, now: datetime) -> datetime:
    if broadcast.starts_at is None:
        return now
    return max(now, first_step_at(broadcast.starts_at, is_local=broadcast.is_local))


def _waiting(sample: Outgoing, whom: Mapping[int, int], now: datetime) -> list[_Turn]:
    """What stands in the outbox for these people and counts against the same cap.

    What waits in a lane that stands still is left out, but for that of broadcasts: this one waits there as well.
    """
    rows = Outgoing.objects.filter(
        workspace_id=sample.workspace_id,
        person_id__in=list(whom),
        channel=sample.channel,
        status__in=(Status.QUEUED, Status.HELD),
        due_at__isnull=False,
    ).exclude(purpose="service")
    still = lanes.stopped()
    if still is not None:
        rows = rows.exclude(still & ~Q(lane=Lane.BROADCAST))
    return [_Turn(max(now, row.due_at), row.lane, row.due_at, row.pk, row) for row in rows if row.due_at is not None]


def _coming(broadcast: Broadcast, sample: Outgoing, found: Sequence[int], bundle: Bundle, now: datetime) -> list[_Turn]:
    """What other broadcasts that are going will still put into the outbox for these people."""
    others = Broadcast.objects.filter(
        workspace_id=broadcast.workspace_id, phase__in=(Phase.SCHEDULED, Phase.RUNNING), after__lt=max(found)
    ).exclude(pk=broadcast.pk)
    inside = segments.segments_of(found) if others else {}
    turns: list[_Turn] = []
    for other in others:
        message = Message.model_validate(other.message)
        if message.channel != sample.channel or (other.segment and other.segment not in bundle.segments):
            continue
        whose = [one for one in found if one > other.after and (not other.segment or other.segment in inside[one])]
        turns += _turns(other, message, whose, len(turns), now)
    return turns


def _turns(other: Broadcast, message: Message, whose: Sequence[int], so_far: int, now: datetime) -> list[_Turn]:
    assert other.version_id is not None
    at = instants(other, whose, publishing.bundle_of(other.version_id), _begins(other, now))
    rows = [
        Outgoing(
            pk=-_LAST + so_far + number,
            workspace_id=other.workspace_id,
            version_id=other.version_id,
            person_id=person,
            message_id=f"{BROADCAST}{other.pk}",
            channel=message.channel,
            purpose=message.purpose,
            lane=Lane.BROADCAST,
            due_at=at[person],
            expires_at=at[person] + message.expires_after if message.expires_after else None,
        )
        for number, person in enumerate(whose)
    ]
    return [_Turn(at[row.person_id], Lane.BROADCAST, at[row.person_id], _LAST + other.pk, row) for row in rows]


def _verdict(row: Outgoing, before: Sequence[_Turn], known: Mapping[int, Candidate], rules: Rules) -> Verdict:
    """Judge what waits for the person in its order until the row's turn comes, and then the row."""
    assert row.due_at is not None
    own = _Turn(row.due_at, row.lane, row.due_at, 2 * _LAST, row)
    turns = [turn for turn in before if turn < own]
    heapq.heapify(turns)
    passed: list[datetime] = []
    while turns:
        turn = heapq.heappop(turns)
        verdict = _judged(known[turn.row.pk], passed, rules, turn.at)
        if verdict.action == "send":
            passed.append(turn.at)
        elif verdict.until is not None:
            again = replace(turn, at=verdict.until, due_at=verdict.until)
            if again < own:
                heapq.heappush(turns, again)
    return _judged(known[row.pk], passed, rules, own.at)


def _judged(candidate: Candidate, passed: Sequence[datetime], rules: Rules, at: datetime) -> Verdict:
    return judge(replace(candidate, sent=[*candidate.sent, *passed]), rules, at)
