"""Answers as pictures, in English unless other words are given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from suppilo.analysis.answers import NO_ENTRIES, Answer, Seconds, known, rate
from suppilo.analysis.tables import count, percent
from suppilo.charts.bars import Bar, bars
from suppilo.charts.figure import Figure, Labels, StageFigure, StepFigure, Style
from suppilo.charts.pyramid import pyramid
from suppilo.charts.scales import top_count, top_share
from suppilo.charts.trend import Point, trend

ENGLISH = Labels(
    stage="step", reached="reached", here_now="", here_now_n="", conversion="conversion",
    whole_n="{n} of all who entered came to the end", dropped="drop-off", dropped_n="{n} dropped off",
    lost="lost", lost_n="{n} lost", open="open", open_n="{n} still open", time_to_next="median to the next step",
    median="median", middle_half="middle half", stay="", stay_n="{n}", goal="", goal_n="{n}", goal_month_n="{n}",
    met="", missed="", provisional="provisional", provisional_note="dashed: provisional, some may still go on",
    views_n="{n}", reasons={"no_entries": "no entries", "window_open": "too early", "too_few": "too few"},
)  # fmt: skip


class Shown(Protocol):
    """What a picture needs of a funnel's answer."""

    @property
    def steps(self) -> tuple[str, ...]:
        """Their names."""
        ...

    @property
    def counts(self) -> list[int]:
        """Units at each step."""
        ...

    @property
    def seconds(self) -> list[Seconds | None]:
        """Times between them."""
        ...

    @property
    def open(self) -> list[int]:
        """Who may still go on."""
        ...


class Begun(Protocol):
    """What a line needs of a bucket of a trend."""

    @property
    def start(self) -> datetime:
        """When its period begins."""
        ...

    @property
    def counts(self) -> list[int]:
        """Units at each step."""
        ...

    @property
    def overall(self) -> Answer:
        """From the first step to the last."""
        ...

    @property
    def provisional(self) -> bool:
        """Whether it may still rise."""
        ...


class Labelled(Protocol):
    """What a bar needs of a bucket of a breakdown."""

    @property
    def label(self) -> str:
        """Its value as text."""
        ...

    @property
    def counts(self) -> list[int]:
        """Units at each step."""
        ...

    @property
    def overall(self) -> Answer:
        """From the first step to the last."""
        ...


def funnel_figure(answer: Shown, title: str, summary: str, *, windowed: bool) -> Figure:
    """The answer as the numbers of a picture. With a window the drop-off splits into lost and open."""
    last = max(len(answer.steps) - 1, 1)
    return Figure(
        title=title,
        summary=summary,
        stages=tuple(
            StageFigure(name, _layer(place, last), reached, None, NO_ENTRIES)
            for place, (name, reached) in enumerate(zip(answer.steps, answer.counts, strict=True))
        ),
        steps=tuple(_step(answer, place, windowed) for place in range(len(answer.steps) - 1)),
        whole=rate(answer.counts[-1], answer.counts[0]),
        whole_provisional=any(answer.open),
    )


def _layer(place: int, last: int) -> Literal["top", "middle", "bottom"]:
    return "top" if place * 3 < last else "bottom" if place == last else "middle"


def _step(answer: Shown, place: int, windowed: bool) -> StepFigure:
    here, there = answer.counts[place : place + 2]
    took, still = answer.seconds[place + 1], answer.open[place]
    dropped = max(here - there, 0)
    median: Answer = took.median if took else NO_ENTRIES
    return StepFigure(
        conversion=rate(there, here),
        provisional=any(answer.open[: place + 1]),
        dropped=dropped,
        lost=max(dropped - still, 0) if windowed else None,
        open=still if windowed else None,
        seconds=median,
        quartiles=(took.q1, took.q3) if took else None,
    )


def summary_of(steps: Sequence[str], counts: Sequence[int]) -> str:
    """The picture in a sentence, for who cannot see it."""
    return ", ".join(f"{name}: {count:,}" for name, count in zip(steps, counts, strict=True)) + "."


def funnel_svg(answer: Any, title: str) -> str:
    """The pyramid of a funnel's answer. Text takes the colour of the page around it."""
    figure = funnel_figure(answer, title, summary_of(answer.steps, answer.counts), windowed=answer.window is not None)
    return neutral(pyramid(figure, Style(ENGLISH, "en")).replace('fill="#ffffff"', 'fill="none"'))


def trend_svg(answer: Sequence[Begun], title: str) -> str:
    """The conversion rate from the first step to the last by when tries began; of one step, how many they are."""
    single = all(len(one.counts) == 1 for one in answer)
    points = [
        Point(
            f"{one.start:%Y-%m-%d}",
            float(one.counts[0]) if single else known(one.overall),
            count(one.counts[0]) if single else f"{percent(one.overall)} ({count(one.counts[0])})",
            one.provisional,
        )
        for one in answer
    ]
    most = (top_count if single else top_share)(point.value or 0.0 for point in points)
    summary = "; ".join(f"{point.label}: {point.shown}" for point in points)
    return neutral(trend(title, summary, points, (most, count(int(most)) if single else percent(most))))


def buckets_svg(answer: Sequence[Labelled], title: str) -> str:
    """A bar for each value, as long as many began; beside it how many came to the end."""
    rows = [
        Bar(one.label, one.counts[0], " > ".join(map(count, one.counts)) + f" ({percent(one.overall)})")
        for one in answer
    ]  # fmt: skip
    return neutral(bars(title, "; ".join(f"{row.name}: {row.shown}" for row in rows), rows))


def neutral(svg: str) -> str:
    """Text in the colour of its surroundings, so that the picture is readable on light and on dark."""
    return svg.replace("<svg ", '<svg fill="currentColor" ', 1)
