"""The report as JSON. `docs/how-to/read-the-funnel.md` describes every key."""

from __future__ import annotations

from typing import Any

from suppilo.insights.report import BucketReport, FunnelReport, StageReport, StepReport
from suppilo.kernel.statistics import Answer, Spread, Unknown


def as_json(report: FunnelReport) -> dict[str, Any]:
    """Plain JSON. A number that cannot be computed is {"unknown": reason}; times are seconds."""
    return {
        "funnel": report.funnel_id,
        "name": report.name,
        "as_of": report.as_of.isoformat(),
        "version": report.version,
        "window_seconds": report.window_seconds,
        "people": report.people,
        "entered": report.entered,
        "walk": [stage.reached for stage in report.stages],
        "standing": {stage.id: stage.standing for stage in report.stages},
        "conversion": _answer(report.conversion),
        "provisional": report.provisional,
        "stages": [_stage(stage) for stage in report.stages],
        "steps": [
            _step(step, report.stages[place].id, report.stages[place + 1].id) for place, step in enumerate(report.steps)
        ],
        "breakdown": report.breakdown,
        "buckets": [_bucket(bucket) for bucket in report.buckets],
        "differing": dict(report.differing),
        "differences": [
            {
                "person": one.person_id,
                "who": one.who,
                "walked": one.walked,
                "standing": one.standing,
                "why": one.why,
                "sentence": one.sentence,
            }
            for one in report.differences
        ],
    }


def _answer(answer: Answer) -> Any:
    return {"unknown": answer.reason.value} if isinstance(answer, Unknown) else answer


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "lower": _answer(spread.lower),
        "median": _answer(spread.median),
        "upper": _answer(spread.upper),
        "count": spread.count,
        "inside": spread.inside,
    }


def _stage(stage: StageReport) -> dict[str, Any]:
    goals = [
        {"kind": goal.kind, "target": goal.target, "actual": _answer(goal.actual), "met": goal.met}
        for goal in stage.goals
    ]
    return {
        "id": stage.id,
        "name": stage.name,
        "layer": stage.layer,
        "reached": stage.reached,
        "standing": stage.standing,
        "stay_seconds": _spread(stage.stay),
        "goals": goals,
        "unmeasured_views": stage.unmeasured_views,
    }


def _step(step: StepReport, before: str, after: str) -> dict[str, Any]:
    return {
        "from": before,
        "to": after,
        "conversion": _answer(step.conversion),
        "provisional": step.provisional,
        "dropped": step.dropped,
        "lost": step.lost,
        "open": step.open,
        "seconds": _spread(step.seconds),
    }


def _bucket(bucket: BucketReport) -> dict[str, Any]:
    return {
        "value": bucket.value,
        "reached": list(bucket.reached),
        "standing": list(bucket.standing),
        "conversion": _answer(bucket.conversion),
        "provisional": bucket.provisional,
    }
