"""The funnel as a table: the same numbers as the picture, for a screen reader, a terminal and a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from suppilo.charts.figure import Figure, StageFigure, StepFigure, Style
from suppilo.kernel.statistics import Unknown


@dataclass(frozen=True)
class Table:
    """Headings and rows of ready text. The first column names the row; the others are numbers (set right)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def funnel_table(figure: Figure, style: Style) -> Table:
    """One row a stage; what lies between two stages (conversion, drop-off, time) stands in the row it leads from.

    A column in which nothing stands is left out.
    """
    labels = style.labels
    split = any(step.lost is not None for step in figure.steps)
    drop = (labels.lost, labels.open) if split else (labels.dropped,)
    headings = (labels.stage, labels.reached, labels.here_now, labels.conversion, *drop)
    headings += (labels.time_to_next, labels.middle_half, labels.stay, labels.goal)
    steps = [*figure.steps, None]
    rows = [_row(style, stage, step, split) for stage, step in zip(figure.stages, steps, strict=False)]
    kept = [place for place in range(len(headings)) if any(row[place] for row in rows)]
    shown = tuple(headings[place][:1].upper() + headings[place][1:] for place in kept)
    return Table(shown, tuple(tuple(row[place] for place in kept) for row in rows))


def _row(style: Style, stage: StageFigure, step: StepFigure | None, split: bool) -> tuple[str, ...]:
    blank = ("",) * (5 if split else 4)
    return (
        stage.name,
        style.count(stage.reached),
        "" if stage.standing is None else style.count(stage.standing),
        *(_onward(style, step, split) if step else blank),
        "" if stage.standing is None else style.explained(stage.stay, style.time),
        "; ".join(words for words, _ in style.goals(stage)),
    )


def _onward(style: Style, step: StepFigure, split: bool) -> tuple[str, ...]:
    rate = style.explained(step.conversion, style.percent)
    drop = (step.lost, step.open) if split else (step.dropped,)
    return (
        f"{rate} ({style.labels.provisional})" if step.provisional else rate,
        *(style.count(number or 0) for number in drop),
        style.explained(step.seconds, style.time),
        _middle_half(style, step),
    )


def _middle_half(style: Style, step: StepFigure) -> str:
    if step.quartiles is None or any(isinstance(one, Unknown) for one in step.quartiles):
        return ""
    return " – ".join(style.time(one) for one in step.quartiles)
