"""Segments, scores and stages as nodes: what each reads, so that a change is settled in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suppilo.definition.checks.finder import Finder
from suppilo.definition.problems import Path
from suppilo.definition.scores import scores_of
from suppilo.kernel.conditions import Condition, HasEvent, Test, leaves, meets, names

#: ("segment", id), ("score", id) or ("stage", funnel, stage).
Node = tuple[str, ...]


@dataclass(frozen=True)
class Emitted:
    """A fact that something writes, as far as it is known beforehand. Other properties may have any value."""

    name: str
    properties: tuple[tuple[str, str], ...] = ()


def nodes(finder: Finder) -> Iterator[tuple[Node, Condition, Path]]:
    """Every segment, score (with all that it reads) and stage with its condition and path."""
    for key, segment in finder.bundle.segments.items():
        yield ("segment", key), segment.when, ("segments", key, "when")
    for key, score in scores_of(finder.bundle).items():
        yield ("score", key), score.condition, ("scores", key, "rules")
    for number, funnel in enumerate(finder.bundle.funnels):
        for place, stage in enumerate(funnel.stages):
            yield ("stage", funnel.id, stage.id), stage.enter, ("funnels", number, "stages", place, "enter")


def writes(node: Node) -> tuple[Emitted, ...]:
    """The facts written when a person comes to the node, or leaves it."""
    if node[0] == "segment":
        segment = (("segment", node[1]),)
        return Emitted("segment_entered", segment), Emitted("segment_left", segment)
    if node[0] != "stage":
        return ()
    properties = (("funnel", node[1]), ("stage", node[2]))
    return Emitted("stage_matched", properties), Emitted("stage_entered", properties)


def reads(condition: Condition) -> set[Node]:
    """The nodes that a condition names outright."""
    found = names(condition)
    named = {("segment", name) for name in found.segments} | {("score", name) for name in found.scores}
    return named | {("stage", *stage) for stage in found.stages}


def counts_fact(condition: Condition, fact: Emitted) -> bool:
    """Whether some part of the condition may count the fact."""
    return any(
        isinstance(leaf, HasEvent) and leaf.name == fact.name and may_match(leaf.where, fact)
        for leaf in leaves(condition)
    )


def may_match(where: tuple[Test, ...], fact: Emitted) -> bool:
    """Whether the fact may meet the tests; what is not known of it is taken to fit."""
    known = dict(fact.properties)
    return all(meets(test, known[test.key]) for test in where if test.key in known)
