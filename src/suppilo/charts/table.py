"""The funnel as a table: the same numbers as the picture, for a screen reader, a terminal and a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from suppilo.charts.figure import Figure, StageFigure, StepFigure, Style


@dataclass(frozen=True)
class Table:
    """Headings and rows of ready text. The first column names the row; the others are numbers (set right)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def funnel_table(figure: Figure, style: Style) -> Table:
    """One row a stage; what lies between two stages (conversion, drop-off, time) stands in the row it leads from."""
    labels = style.labels
    split = any(step.lost is not None for step in figure.steps)
    drop = (labels.lost, labels.open) if split else (labels.dropped,)
    headings = (
        labels.stage,
        labels.reached,
        labels.here_now,
        labels.conversion,
        *drop,
        labels.time_to_next,
        labels.stay,
        labels.goal,
    )
    steps = [*figure.steps, None]
    rows = [_row(style, stage, step, split) for stage, step in zip(figure.stages, steps, strict=False)]
    return Table(headings, tuple(rows))


def _row(style: Style, stage: StageFigure, step: StepFigure | None, split: bool) -> tuple[str, ...]:
    blank = ("",) * (4 if split else 3)
    return (
        stage.name,
        style.count(stage.reached),
        style.count(stage.standing),
        *(_onward(style, step, split) if step else blank),
        style.explained(stage.stay, style.time),
        "; ".join(words for words, _ in style.goals(stage)),
    )


def _onward(style: Style, step: StepFigure, split: bool) -> tuple[str, ...]:
    rate = style.explained(step.conversion, style.percent)
    drop = (step.lost, step.open) if split else (step.dropped,)
    return (
        f"{rate} ({style.labels.provisional})" if step.provisional else rate,
        *(style.count(number or 0) for number in drop),
        style.explained(step.seconds, style.time),
    )
