"""What a picture of a funnel shows: plain numbers, and the words (in the reader's language)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from suppilo.charts import numbers
from suppilo.kernel.statistics import Answer, Unknown


@dataclass(frozen=True)
class GoalFigure:
    """A goal of a stage. A conversion is a share (0..1), people a month a number; `met` None: not known."""

    kind: Literal["conversion", "people_per_month"]
    target: float
    actual: Answer
    met: bool | None


@dataclass(frozen=True)
class StageFigure:
    """One stage: how many reached it in the walk, how many stand there now, their median stay in seconds.

    `standing` is None where nobody stands anywhere: the steps of a question.
    """

    name: str
    layer: Literal["top", "middle", "bottom"]
    reached: int
    standing: int | None
    stay: Answer
    goals: tuple[GoalFigure, ...] = ()
    unmeasured_views: int | None = None


@dataclass(frozen=True)
class StepFigure:
    """From one stage to the next, times in seconds; `quartiles` are the lower and the upper.

    `lost` and `open` are None where the funnel has no window to tell them apart.
    """

    conversion: Answer
    provisional: bool
    dropped: int
    lost: int | None
    open: int | None
    seconds: Answer
    quartiles: tuple[Answer, Answer] | None = None


@dataclass(frozen=True)
class Figure:
    """A whole funnel; one step fewer than stages. `summary` is the picture in a sentence or two."""

    title: str
    summary: str
    stages: tuple[StageFigure, ...]
    steps: tuple[StepFigure, ...]
    whole: Answer
    whole_provisional: bool


@dataclass(frozen=True)
class Labels:
    """The words of a picture in one language; {n} is the number. `reasons` says why a number is missing, by code."""

    stage: str
    reached: str
    here_now: str
    here_now_n: str
    conversion: str
    whole_n: str
    dropped: str
    dropped_n: str
    lost: str
    lost_n: str
    open: str
    open_n: str
    time_to_next: str
    median: str
    middle_half: str
    stay: str
    stay_n: str
    goal: str
    goal_n: str
    goal_month_n: str
    met: str
    missed: str
    provisional: str
    provisional_note: str
    views_n: str
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class Style:
    """How figures are written: the words and the locale of the numbers."""

    labels: Labels
    locale: str

    def count(self, value: int) -> str:
        """A number of people."""
        return numbers.count(value, self.locale)

    def amount(self, value: float, decimals: int = 1) -> str:
        """A number that may be a fraction, with at most so many decimals."""
        return numbers.amount(value, self.locale, decimals)

    def counted(self, sentence: str, value: int) -> str:
        """A label with a number of people in it."""
        return sentence.format(n=self.count(value))

    def percent(self, value: Answer) -> str:
        """A share, or a dash."""
        return self._or_dash(value, lambda number: numbers.percent(number, self.locale))

    def time(self, value: Answer) -> str:
        """A length of time, or a dash."""
        return self._or_dash(value, lambda number: numbers.duration(number, self.locale))

    def explained(self, value: Answer, known: Callable[[Answer], str]) -> str:
        """The number, or the reason why there is none, in words."""
        return self.labels.reasons.get(value.reason, "–") if isinstance(value, Unknown) else known(value)

    def goals(self, stage: StageFigure) -> list[tuple[str, bool | None]]:
        """The goals of a stage in words, and whether each is met."""
        return [(self._goal(goal), goal.met) for goal in stage.goals]

    def drop_off(self, step: StepFigure) -> list[tuple[str, str]]:
        """The drop-off in words, split where it can be: (kind, words), kind "dropped", "lost" or "open"."""
        if step.lost is None or step.open is None:
            return [("dropped", self.counted(self.labels.dropped_n, step.dropped))]
        return [
            ("lost", self.counted(self.labels.lost_n, step.lost)),
            ("open", self.counted(self.labels.open_n, step.open)),
        ]

    def _goal(self, goal: GoalFigure) -> str:
        if goal.kind == "conversion":
            words = self.labels.goal_n.format(n=self.percent(goal.target))
        else:
            words = self.labels.goal_month_n.format(n=self.count(round(goal.target)))
        return words if goal.met is None else f"{words}: {self.labels.met if goal.met else self.labels.missed}"

    def _or_dash(self, value: Answer, write: Callable[[float], str]) -> str:
        return "–" if isinstance(value, Unknown) else write(value)
