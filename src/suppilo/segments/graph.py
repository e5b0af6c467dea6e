"""The conditions of one definition as a graph: what is settled in which order, and what wakes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import TypeVar

from suppilo.definition.model import Bundle
from suppilo.definition.scores import scores_of
from suppilo.kernel.conditions import (
    All,
    AnyOf,
    Condition,
    FromNow,
    HasAttribute,
    HasEvent,
    HasScore,
    InSegment,
    InStage,
    Names,
    Not,
    PersonView,
    PointsForEvent,
    PointsWhile,
    Score,
    holds,
    leaves,
    names,
    spell_condition,
)
from suppilo.kernel.conditions import (
    reads as all_read,
)
from suppilo.segments.ports import Node, stage_key

Key = TypeVar("Key")
_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Graph:
    """Nodes in settling order, each with its source's name, and for each thing that can happen the nodes it wakes."""

    nodes: tuple[tuple[str, Node], ...]
    reads: Mapping[str, Names]
    by_event: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_attribute: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_identifier: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_consent: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    by_funnel: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: The scores that conditions reckon with, segments in them put in place of their names.
    scores: Mapping[str, Score] = field(default_factory=dict)
    #: Nodes whose condition holds of somebody of whom nothing is known: any first fact wakes them.
    of_anybody: frozenset[str] = frozenset()

    def nodes_of(self, source: str) -> dict[str, Node]:
        """One room's nodes by key."""
        return {node.key: node for name, node in self.nodes if name == source}

    def readers_of(self, key: str) -> frozenset[str]:
        """The nodes that read where people stand in the funnel of a stage; none for a segment."""
        funnel = key.removeprefix("stage:").partition(".")[0] if key.startswith("stage:") else ""
        return self.by_funnel.get(funnel, frozenset())

    def reads_of(self, keys: Iterable[str]) -> Names:
        """All that these nodes, and those that may have to follow them, read."""
        waiting, seen = list(keys), set[str]()
        while waiting:
            key = waiting.pop()
            if key not in seen and key in self.reads:
                seen.add(key)
                waiting += self.readers_of(key)
        return reduce(or_, (self.reads[key] for key in seen), Names())


def expand(condition: Condition, segments: Mapping[str, Condition], seen: frozenset[str] = frozenset()) -> Condition:
    """The condition with each segment's own condition in the place of its name; unknown and cyclic names stay."""
    match condition:
        case All(parts):
            return All(tuple(expand(part, segments, seen) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(expand(part, segments, seen) for part in parts))
        case Not(part):
            return Not(expand(part, segments, seen))
        case InSegment(segment) if segment in segments and segment not in seen:
            return expand(segments[segment], segments, seen | {segment})
    return condition


def build(bundle: Bundle, found: Iterable[tuple[str, Node]]) -> Graph:
    """The graph of `found` (source name, node), segments expanded, rules named, in topological order."""
    segments = {key: segment.when for key, segment in bundle.segments.items()}
    scores = {key: _expanded(score, segments) for key, score in scores_of(bundle).items()}
    pure = {node.key: (source, replace(node, condition=expand(node.condition, segments))) for source, node in found}
    raw = {key: (source, _with_besides(node)) for key, (source, node) in pure.items()}
    reads = {key: all_read(names(node.condition), scores) for key, (_, node) in raw.items()}
    order = _sorted(raw, reads)
    rules: dict[str, str] = {}
    nodes = []
    for key in order:
        source, node = raw[key]
        rules[key] = _rule(pure[key][1].condition, reads[key], scores, rules)
        nodes.append((source, replace(node, rule=rules[key], timed=_is_timed(node.condition, scores))))
    nobody = PersonView(scores=scores)
    return Graph(
        nodes=tuple(nodes),
        scores=scores,
        reads=reads,
        by_event=_index((name, key) for key, read in reads.items() for name in read.events),
        by_attribute=_index((name, key) for key, read in reads.items() for name in read.attributes),
        by_identifier=_index((name, key) for key, read in reads.items() for name in read.identifiers),
        by_consent=_index((name, key) for key, read in reads.items() for name in read.consents),
        by_funnel=_index((funnel, key) for key, read in reads.items() for funnel, _ in read.stages),
        of_anybody=frozenset(key for key, (_, node) in raw.items() if holds(node.condition, nobody, _SOME_INSTANT)),
    )


def _with_besides(node: Node) -> Node:
    return node if node.besides is None else replace(node, condition=AnyOf((node.condition, node.besides)))


def _index(pairs: Iterable[tuple[Key, str]]) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}
    for name, key in pairs:
        found.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _sorted(raw: Mapping[str, object], reads: Mapping[str, Names]) -> list[str]:
    """Depth first, so that what a node reads comes before it; a cycle (refused on reading) is cut where it closes."""
    order: list[str] = []
    state: dict[str, bool] = {}

    def visit(key: str) -> None:
        if key in state:
            return
        state[key] = False
        for read in sorted(_read_before(key, reads[key], raw)):
            visit(read)
        order.append(key)

    for key in raw:
        visit(key)
    return order


def _read_before(key: str, read: Names, raw: Mapping[str, object]) -> Iterator[str]:
    for funnel, stage in read.stages:
        if stage_key(funnel, stage) in raw:
            yield stage_key(funnel, stage)
        own = key.startswith(f"stage:{funnel}.")
        if not own:  # standing "at" a stage is settled once all stages of the funnel are
            yield from (other for other in raw if other.startswith(f"stage:{funnel}."))


def _expanded(score: Score, segments: Mapping[str, Condition]) -> Score:
    rules = (
        replace(rule, when=expand(rule.when, segments)) if isinstance(rule, PointsWhile) else rule
        for rule in score.rules
    )
    return replace(score, rules=tuple(rules))


def _rule(condition: Condition, read: Names, scores: Mapping[str, Score], rules: Mapping[str, str]) -> str:
    """Names exactly this condition, also the present meaning of the stages and scores it reads."""
    stages = {f"{funnel}.{stage}": rules.get(stage_key(funnel, stage), "") for funnel, stage in read.stages}
    spelled: list[object] = [spell_condition(condition), stages]
    if read.scores:
        spelled.append({key: repr(scores.get(key)) for key in read.scores})
    text = json.dumps(spelled, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_timed(condition: Condition, scores: Mapping[str, Score]) -> bool:
    return any(
        (isinstance(leaf, HasEvent) and leaf.within is not None)
        or (isinstance(leaf, HasAttribute) and isinstance(leaf.test.value, FromNow))
        or (isinstance(leaf, HasScore) and leaf.score in scores and _fades(scores[leaf.score], scores))
        for leaf in leaves(condition)
    )


def _fades(score: Score, scores: Mapping[str, Score]) -> bool:
    """Whether time alone can change the score."""
    return any(
        score.fades(rule) if isinstance(rule, PointsForEvent) else _is_timed(rule.when, scores) for rule in score.rules
    )


def is_monotone(condition: Condition) -> bool:
    """Whether a further fact can only make it true, and time never makes it false."""
    return all(
        isinstance(leaf, HasEvent)
        and leaf.within is None
        and leaf.at_most is None
        or (isinstance(leaf, InStage) and leaf.how == "reached")
        for leaf in leaves(condition)
    ) and not _has_not(condition)


def _has_not(condition: Condition) -> bool:
    match condition:
        case Not():
            return True
        case All(parts) | AnyOf(parts):
            return any(_has_not(part) for part in parts)
    return False
