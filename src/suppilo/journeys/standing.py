"""How a journey is doing: who stands where, who cannot go on, how it ended for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from suppilo.journeys.models import Ended, Enrolment, Pause
from suppilo.messages import queries as messages


@dataclass(frozen=True)
class StepCount:
    """Who stands at a step: all `people`, of them `stuck` (it fails) and `held` (the journey is paused)."""

    people: int
    stuck: int
    held: int


@dataclass(frozen=True)
class PauseCard:
    """A pause: since when, how many would have started meanwhile, how many messages wait in the outbox for it to end.

    `resumed_at` set: people are let go on.
    """

    since: datetime
    kept_out: int
    resumed_at: datetime | None
    messages: int = 0


@dataclass(frozen=True)
class JourneyCard:
    """One journey as it stands: by step id ("" for the end), and how many have ended for which reason.

    `older` counts those inside an earlier version than the one that runs. `too_late` counts its messages that were not
    sent because their time was over, `since_pause` those of them whose time ended after its last pause began.
    """

    steps: Mapping[str, StepCount]
    ended: Mapping[str, int]
    older: int
    pause: PauseCard | None
    too_late: int = 0
    since_pause: int = 0

    @property
    def people(self) -> int:
        """How many are inside."""
        return sum(one.people for one in self.steps.values())


def standing(workspace_id: int, journey: str, version_id: int) -> JourneyCard:
    """How the journey is doing; `version_id` is the version that runs."""
    rows = Enrolment.objects.filter(workspace_id=workspace_id, journey=journey)
    counted = rows.values("step").annotate(
        people=Count("pk"),
        stuck_ones=Count("pk", filter=~Q(stuck="")),
        held=Count("pk", filter=Q(due_at=None, late_since__isnull=False)),
        older=Count("pk", filter=~Q(version_id=version_id)),
    )
    found = list(counted.order_by("step").values_list("step", "people", "stuck_ones", "held", "older"))
    over = Ended.objects.filter(workspace_id=workspace_id, journey=journey).values("reason").annotate(many=Count("pk"))
    return JourneyCard(
        {step: StepCount(people, stuck, held) for step, people, stuck, held, _ in found},
        dict(over.order_by("-many", "reason").values_list("reason", "many")),
        sum(older for *_, older in found),
        last_pause(workspace_id, journey),
        *_too_late(workspace_id, journey),
    )


def _too_late(workspace_id: int, journey: str) -> tuple[int, int]:
    many = messages.count_too_late(workspace_id, journey)
    pauses = Pause.objects.filter(workspace_id=workspace_id, journey=journey).order_by("-pk")
    since = pauses.values_list("since", flat=True).first() if many else None
    return many, messages.count_too_late(workspace_id, journey, since=since) if since else 0


def last_pause(workspace_id: int, journey: str) -> PauseCard | None:
    """The pause that holds, or the one that people are being let go on from."""
    rows = Pause.objects.filter(
        Q(resumed_at=None) | Q(due_at__isnull=False), workspace_id=workspace_id, journey=journey
    )
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    return PauseCard(row.since, row.kept_out, row.resumed_at, messages.count_held(workspace_id, journey))


def paused_journeys(workspace_id: int) -> dict[str, PauseCard]:
    """Every journey that stands still."""
    rows = Pause.objects.filter(workspace_id=workspace_id, resumed_at=None).order_by("journey")
    return {row.journey: PauseCard(row.since, row.kept_out, None) for row in rows}
