"""The report as a picture: from the report's values to those that charts draw."""

from __future__ import annotations

from suppilo.charts.figure import Figure, GoalFigure, StageFigure, StepFigure
from suppilo.insights import words
from suppilo.insights.report import FunnelReport, StageReport, StepReport


def figure(report: FunnelReport) -> Figure:
    """What the pictures show of the report, in the active language."""
    whole = words.style().percent(report.conversion)
    return Figure(
        title=report.name,
        summary=words.summary([(one.name, one.reached, one.standing) for one in report.stages], whole),
        stages=tuple(_stage(stage) for stage in report.stages),
        steps=tuple(_step(step) for step in report.steps),
        whole=report.conversion,
        whole_provisional=report.provisional,
    )


def _stage(stage: StageReport) -> StageFigure:
    return StageFigure(
        name=stage.name,
        layer=stage.layer,
        reached=stage.reached,
        standing=stage.standing,
        stay=stage.stay.median,
        goals=tuple(GoalFigure(goal.kind, goal.target, goal.actual, goal.met) for goal in stage.goals),
        unmeasured_views=stage.unmeasured_views,
    )


def _step(step: StepReport) -> StepFigure:
    return StepFigure(
        conversion=step.conversion,
        provisional=step.provisional,
        dropped=step.dropped,
        lost=step.lost,
        open=step.open,
        seconds=step.seconds.median,
        quartiles=(step.seconds.lower, step.seconds.upper),
    )
