"""A question about what people did, as values. SEMANTICS of every part: docs/how-to/explore.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suppilo.analysis.attribution import LOOK_BACK
from suppilo.kernel.duration import parse_duration

Kind = Literal["funnel", "retention", "paths", "attribution"]
Mode = Literal["ordered", "strict", "any_order"]
Count = Literal["unique", "attempt", "total"]
Grain = Literal["day", "week", "month"]
Direction = Literal["after", "before"]
Repeats = Literal["once", "each"]
Walks = Literal["first", "every"]
Look = Literal["said", "default"]
Direct = Literal["named", "missing", "nothing"]

KINDS: tuple[Kind, ...] = ("funnel", "retention", "paths", "attribution")
MODES: tuple[Mode, ...] = ("ordered", "strict", "any_order")
COUNTS: tuple[Count, ...] = ("unique", "attempt", "total")
GRAINS: tuple[Grain, ...] = ("day", "week", "month")
DIRECTIONS: tuple[Direction, ...] = ("after", "before")
REPEATS: tuple[Repeats, ...] = ("once", "each")
WALKS: tuple[Walks, ...] = ("first", "every")
LOOKS: tuple[Look, ...] = ("said", "default")
DIRECTS: tuple[Direct, ...] = ("named", "missing", "nothing")
MODELS = ("first", "last", "last_non_direct", "linear", "position", "time_decay")
#: What a property can be asked, in the words of the definition's condition language.
TESTS = (
    *("is", "is_not", "in", "contains", "starts_with", "at_least", "at_most", "more_than", "less_than"),
    *("is_present", "is_missing"),
)
#: Tests that need no value.
BARE = ("is_present", "is_missing")
#: A stage of a funnel stands among the events under this mark: "@coffee/lead".
STAGE = "@"
#: So many steps of a curve are kept for a page: more are not seen.
CURVE = 400


@dataclass(frozen=True)
class Filter:
    """A property of an event, and what it must meet. `value` is text as it was written; BARE tests have none."""

    key: str
    test: str
    value: str = ""


@dataclass(frozen=True)
class Step:
    """An event by its name, or a stage as "@funnel/stage"; every filter must be met."""

    event: str
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Exclusion:
    """An event that voids a try between two steps (counted from 1); both None: the whole try.

    Only an event that meets every filter does.
    """

    event: str
    after: int | None = None
    before: int | None = None
    filters: tuple[Filter, ...] = ()

    @property
    def step(self) -> Step:
        """The event with its filters, as a step would ask for it."""
        return Step(self.event, self.filters)


@dataclass(frozen=True)
class Question:
    """What is asked. `unit` is the property that is counted, empty for persons. Days are the workspace's.

    `since` and `until` are the first and the last day on which a try may begin. `breakdown` is a property of events, or
    an attribute of people as "@city"; `value` says which event gives a property ("first", "last" or a step's number).
    `timed_from` and `timed_to` are the steps between which time is told, None being the first and the last.
    `grain` is the period of a cohort, `direction` the side of its one event on which paths lie; `model`, `channel`,
    `worth` (a property of numbers, what a conversion is worth), `half_life`, `look` (how far back: as `window` says, or
    as the library does unless told) and `direct_is` belong to attribution: direct is the channel `direct`, or a touch
    without a channel, or nothing; `longest` (events in a path), `gap` (a pause that ends one), `repeats` and `walks`
    to paths.
    """

    steps: tuple[Step, ...]
    kind: Kind = "funnel"
    window: timedelta | None = None
    mode: Mode = "ordered"
    exclusions: tuple[Exclusion, ...] = ()
    unit: str = ""
    count: Count = "unique"
    since: date | None = None
    until: date | None = None
    breakdown: str = ""
    value: str = "first"
    trend: Grain | None = None
    timed_from: int | None = None
    timed_to: int | None = None
    grain: Grain = "week"
    direction: Direction = "after"
    model: str = "linear"
    channel: str = "source"
    worth: str = ""
    half_life: timedelta = timedelta(days=7)
    direct: str = "direct"
    direct_is: Direct = "named"
    look: Look = "said"
    longest: int = 8
    gap: timedelta | None = None
    repeats: Repeats = "once"
    walks: Walks = "first"

    @property
    def tells_time(self) -> bool:
        """Whether the time from one step to another is told beside the walk: both mean the same way then."""
        plain = self.mode == "ordered" and self.count == "unique" and not self.exclusions
        return self.kind == "funnel" and plain and len(self.steps) > 1

    @property
    def look_back(self) -> timedelta | None:
        """How old a touch may be; None: any age."""
        return parse_duration(LOOK_BACK) if self.look == "default" else self.window

    @property
    def timed(self) -> tuple[int, int]:
        """The steps (from 1) between which time is told."""
        return self.timed_from or 1, self.timed_to or len(self.steps)
