"""What settling asks of the rooms above: which conditions are theirs, and what follows when one is settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from suppilo.definition.model import Bundle
from suppilo.kernel.conditions import Condition, PersonView, StageView, next_change_at
from suppilo.people.queries import Era


@dataclass(frozen=True)
class Node:
    """A condition that is kept settled for everybody: a segment or a stage.

    `key` is unique in the workspace: "segment:regulars", "stage:coffee.lead". Where `condition` names a segment the
    driver puts the segment's own condition in its place; `rule` then names exactly this condition, and `timed` says
    whether time alone can change it. Whenever this node is settled, those called `together` are as well. `besides`
    makes the node hold as well, whatever its condition: it is no part of the rule.
    """

    key: str
    condition: Condition
    together: tuple[str, ...] = ()
    rule: str = ""
    timed: bool = False
    besides: Condition | None = None


@dataclass(frozen=True)
class Occasion:
    """Why people are settled: `version_id` is set when a new version (a migration) asks, else facts or time do.

    `regrouped` names people of whom a merge was made or taken back, each with the fact's seq: what follows from facts
    before it, or from no fact at all, has origin migration and starts nothing. `fresh` are the facts read now, by seq:
    what follows from one of them follows from it as ever.
    """

    workspace_id: int
    bundle: Bundle
    now: datetime
    version_id: int | None = None
    regrouped: Mapping[int, int] = field(default_factory=dict)
    fresh: frozenset[int] = frozenset()

    def is_migration(self, person_id: int, cause_seq: int | None) -> bool:
        """Whether what this fact (None: no fact) causes for this person comes from a migration."""
        if self.version_id is not None:
            return True
        if person_id not in self.regrouped or cause_seq in self.fresh:
            return False
        return cause_seq is None or cause_seq < self.regrouped[person_id]


@dataclass(frozen=True)
class Material:
    """What is known of one person, with the origin of each fact by its seq.

    `stages` is shared with `view`: whoever settles a stage writes there what later conditions shall see.
    `has_future`: something known lies after now, and will come to count. `eras`: attributes as they were until an
    instant, where a merge that was made or taken back asks for the past.
    """

    person_id: int
    view: PersonView
    origins: Mapping[int, str]
    stages: dict[str, StageView]
    has_future: bool = False
    eras: Sequence[Era] = ()


@dataclass(frozen=True)
class Settled:
    """`changed`: the answer differs from before. `wake`: when it may change by time alone, None for never."""

    changed: bool
    wake: datetime | None = None


def stage_key(funnel: str, stage: str) -> str:
    """The key of a stage's node."""
    return f"stage:{funnel}.{stage}"


def wake_of(node: Node, material: Material, now: datetime) -> datetime | None:
    """When the condition changes for this person if nothing more becomes known; None for never."""
    if not (node.timed or material.has_future):
        return None
    return next_change_at(node.condition, material.view, now)


class Pass(Protocol):
    """One batch of people being settled, inside one transaction."""

    def stages(self, person_id: int) -> dict[str, StageView]:
        """Where the person stands before this pass, by funnel (empty for a source without stages)."""
        ...

    def needs(self, node: Node, person_id: int, since: datetime | None) -> bool:
        """Whether something new from `since` on (None: anything) can change the answer for this person."""
        ...

    def settle(self, node: Node, material: Material) -> Settled:
        """Evaluate one node for one person; nodes come in an order in which what they read is settled before."""
        ...

    def finish(self) -> None:
        """Write what was found: rows and facts."""
        ...


class NodeSource(Protocol):
    """A room that has conditions to be kept settled."""

    def nodes(self, bundle: Bundle) -> Sequence[Node]:
        """The room's nodes, in the order of the document."""
        ...

    def begin(self, occasion: Occasion, nodes: Mapping[str, Node], person_ids: Collection[int]) -> Pass:
        """Start on a batch of (canonical) people; `nodes` are all of this source by key, with their rules."""
        ...

    def forget(self, workspace_id: int, person_ids: Collection[int]) -> None:
        """Drop what is derived of people who were merged into others."""
        ...

    def stages_of(self, workspace_id: int, person_ids: Collection[int]) -> dict[int, dict[str, StageView]]:
        """Where these (canonical) people stand, by funnel (empty for a source without stages)."""
        ...

    def people_at(
        self, workspace_id: int, funnel: str, stage: str, how: str, now: datetime
    ) -> tuple[str, Sequence[object]] | None:
        """SQL (one column of person ids, with parameters) of who is "at" or has "reached" a stage; None: no stages."""
        ...


_sources: dict[str, NodeSource] = {}


def register_nodes(name: str, source: NodeSource) -> None:
    """Add a room's nodes (from its AppConfig). A second source of the same name replaces the first."""
    _sources[name] = source


def sources() -> dict[str, NodeSource]:
    """All sources by name."""
    return dict(_sources)
