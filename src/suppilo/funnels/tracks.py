"""One person in one funnel while being settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from suppilo.definition.model import Funnel
from suppilo.funnels.paths import Found, Step, path
from suppilo.kernel.conditions import StageView


@dataclass
class Track:
    """What was known before (`before`, `standing`), what is known now (`now`), and which open stages hold (`on`)."""

    person_id: int
    funnel: Funnel
    before: dict[str, Found] = field(default_factory=dict)
    now: dict[str, Found] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    standing: Step | None = None
    on: dict[str, bool] = field(default_factory=dict)
    turned: dict[str, Found] = field(default_factory=dict)
    newest_origin: str = "live"

    def __post_init__(self) -> None:
        self.order = [stage.id for stage in self.funnel.stages]
        self.leavable = {stage.id for stage in self.funnel.stages if stage.may_leave}

    def know(self, stage: str, row: int, found: Found) -> None:
        """A match that stands in the database."""
        self.before[stage] = self.now[stage] = found
        self.rows[stage] = row

    def stood(self, stage: str, since: datetime) -> None:
        """The standing in the database; an empty stage is nowhere."""
        self.standing = Step(stage, since)

    def find(self, stage: str, found: Found) -> None:
        """The stage's condition held at `found.at`: kept when it is the first or an earlier time."""
        known = self.now.get(stage)
        if known is None or found.at < known.at:
            self.now[stage] = found

    def was_on(self, stage: str) -> bool:
        """Whether the person stood in this stage, which can be left."""
        return self.standing is not None and self.standing.stage == stage

    def set_on(self, stage: str, is_on: bool, turned: Found | None) -> None:
        """Whether a stage that can be left holds now, and when and by which fact that last changed."""
        self.on[stage] = is_on
        if turned is not None:
            self.turned[stage] = turned

    def steady_path(self) -> list[Step]:
        """The way through the stages that cannot be left."""
        return path(self.order, {stage: found for stage, found in self.now.items() if stage not in self.leavable})

    def former_path(self) -> list[Step]:
        """`steady_path` as it was before this pass."""
        return path(self.order, {stage: found for stage, found in self.before.items() if stage not in self.leavable})

    def target(self) -> Step | None:
        """Where the person stands now: the furthest stage matched for good or holding now."""
        steady = self.steady_path()
        best = steady[-1] if steady else None
        for stage in self.leavable:
            is_on = self.on.get(stage, self.was_on(stage))
            if is_on and (best is None or self.order.index(stage) > self.order.index(best.stage)):
                best = Step(stage, self._since(stage))
        return best

    def _since(self, stage: str) -> datetime:
        if self.standing is not None and self.standing.stage == stage:
            return self.standing.at
        return self.turned[stage].at if stage in self.turned else self.now[stage].at

    def is_new(self, stage: str) -> bool:
        """Whether the match of the stage was found, or found to be earlier, in this pass."""
        return stage in self.now and self.now[stage] != self.before.get(stage)

    def is_further(self, one: str, other: str) -> bool:
        """Whether `other` lies behind `one` in the funnel (nowhere, and what is no stage any more, comes first)."""
        return one not in self.order or self.order.index(one) < self.order.index(other)

    def view(self) -> StageView:
        """As conditions see it."""
        target = self.target()
        reached = {stage: found.at for stage, found in self.now.items()}
        return StageView(target.stage, target.at, reached) if target else StageView(None, None, reached)
