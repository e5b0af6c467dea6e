"""People follow a new version of the definition: moves are added, never rewritten."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, cast

from django.db.models import Count

from suppilo.definition.model import Bundle, Funnel
from suppilo.funnels.models import Move, Standing
from suppilo.funnels.settling import StagePass
from suppilo.publishing.ports import Movement, What
from suppilo.segments.operations import move_everybody, rehearse_everybody
from suppilo.segments.ports import Occasion, stage_key
from suppilo.segments.queries import rules_of


class StageMover:
    """Counts and moves the people in funnels that change."""

    def count(self, workspace_id: int, old: Bundle | None, new: Bundle, now: datetime) -> list[Movement]:
        """Stage by stage how many stay, move (and where to), stop (no stage is left for them) or start."""
        changed = _changed(old, new)
        counts: Counter[tuple[str, str, str]] = Counter()
        for funnel, stage, people in _standing(workspace_id):
            if funnel not in changed and any(funnel == one.id for one in new.funnels):
                counts[funnel, stage, stage] += people
            elif funnel not in changed:
                counts[funnel, stage, ""] += people
        if changed:
            occasion = Occasion(workspace_id, new, now, version_id=0)
            for _, batch in rehearse_everybody(occasion, _keys(changed, old, new), "funnels"):
                counts.update(_steps(cast(StagePass, batch), changed))
        return [_movement(*place, people) for place, people in sorted(counts.items())]

    def move(
        self, workspace_id: int, version_id: int, old: Bundle | None, new: Bundle, cursor: dict[str, Any], now: datetime
    ) -> tuple[dict[str, Any] | None, int]:
        """The next batch of people, in one short transaction; the same cursor again changes nothing more."""
        changed = _changed(old, new)
        gone = {funnel.id for funnel in old.funnels} - {funnel.id for funnel in new.funnels} if old else set()
        if not changed and not gone:
            return None, 0
        seen: list[int] = []

        def stop(ids: list[int]) -> None:
            seen.extend(ids)
            _stop(workspace_id, version_id, gone, ids, now)

        occasion = Occasion(workspace_id, new, now, version_id)
        following = move_everybody(occasion, _keys(changed, old, new), cursor, also=stop)
        return following, Move.objects.filter(version_id=version_id, person_id__in=seen).count()


def _shape(bundle: Bundle, funnel: Funnel) -> list[tuple[str, str, bool]]:
    rules = rules_of(bundle, funnel.id)
    return [(stage.id, rules[stage.id], stage.may_leave) for stage in funnel.stages]


def _changed(old: Bundle | None, new: Bundle) -> set[str]:
    """Funnels whose stages, their order, conditions or leaving differ (new ones too)."""
    before = {funnel.id: _shape(old, funnel) for funnel in old.funnels} if old else {}
    return {funnel.id for funnel in new.funnels if before.get(funnel.id) != _shape(new, funnel)}


def _keys(changed: set[str], old: Bundle | None, new: Bundle) -> set[str]:
    """The stages to evaluate: those with another condition, and all that can be left."""
    before = {funnel.id: rules_of(old, funnel.id) for funnel in old.funnels} if old else {}
    return {
        stage_key(funnel.id, stage.id)
        for funnel in new.funnels
        if funnel.id in changed
        for stage in funnel.stages
        if stage.may_leave or before.get(funnel.id, {}).get(stage.id) != rules_of(new, funnel.id)[stage.id]
    }


def _standing(workspace_id: int) -> list[tuple[str, str, int]]:
    rows = Standing.objects.filter(workspace_id=workspace_id).exclude(stage="")
    counted = rows.values_list("funnel", "stage").annotate(people=Count("pk"))
    return list(counted.values_list("funnel", "stage", "people"))


def _steps(batch: StagePass, changed: set[str]) -> Counter[tuple[str, str, str]]:
    steps: Counter[tuple[str, str, str]] = Counter()
    for (_, funnel), track in batch.tracks.items():
        target = track.target()
        stood = track.standing.stage if track.standing else ""
        if funnel in changed and (stood or target):
            steps[funnel, stood, target.stage if target else ""] += 1
    return steps


def _movement(funnel: str, stood: str, target: str, people: int) -> Movement:
    what: What = "stay" if stood == target else "stop" if not target else "move" if stood else "start"
    place = f"{funnel}.{stood or target}"
    return Movement("stage", place, what, people, f"{funnel}.{target}" if what == "move" else "")


def _stop(workspace_id: int, version_id: int, gone: set[str], ids: list[int], now: datetime) -> None:
    """Nobody stands in a funnel that is no more."""
    rows = Standing.objects.filter(workspace_id=workspace_id, funnel__in=gone, person_id__in=ids).exclude(stage="")
    Move.objects.bulk_create(
        Move(
            workspace_id=workspace_id,
            person_id=owner,
            funnel=funnel,
            from_stage=stage,
            to_stage="",
            at=now,
            recorded_at=now,
            origin="migration",
            version_id=version_id,
        )
        for owner, funnel, stage in rows.values_list("person_id", "funnel", "stage")
    )
    rows.update(stage="", since=now)
