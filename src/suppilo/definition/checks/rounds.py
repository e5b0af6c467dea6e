"""Journeys that start each other, or themselves, without ever waiting: they would go round and round."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.graphs import first_cycle
from suppilo.definition.checks.nodes import Emitted, counts_fact, may_match, nodes, reads, writes
from suppilo.definition.checks.steps import inner
from suppilo.definition.model import Journey, Send, Step, Stop, Tag, Wait, WaitFor
from suppilo.kernel.conditions import names


def check(finder: Finder) -> None:
    """Complain once about each round, at the trigger of its first journey."""
    paths = {key: path for key, _, path in finder.of("journeys")}
    graph = {
        key: [
            other
            for other, started in finder.journeys.items()
            if any(started.trigger.event == fact.name and may_match(started.trigger.where, fact) for fact in facts)
        ]
        for key, facts in ((key, _caused(finder, key, journey)) for key, journey in finder.journeys.items())
    }
    while round_ := first_cycle(graph):
        spelled = " -> ".join([*round_, round_[0]])
        finder.complain("journey_cycle", (*paths[round_[0]], "trigger"), cycle=spelled)
        for key in round_:
            graph[key] = []


def _caused(finder: Finder, key: str, journey: Journey) -> set[Emitted]:
    """Every fact that the journey writes at once, and that follows from those through segments and stages."""
    facts = {Emitted("journey_started", (("journey", key),))}
    ended = Emitted("journey_ended", (("journey", key),))
    if _at_once(journey.steps, facts, ended):
        facts.add(ended)
    tags = any(fact.name in ("tag_added", "tag_removed") for fact in facts)
    if tags:
        facts.add(Emitted("attributes_changed"))
    touched: set[tuple[str, ...]] = set()
    everything = list(nodes(finder))
    grew = True
    while grew:
        grew = False
        for node, condition, _ in everything:
            reads_tags = tags and "tags" in names(condition).attributes
            if node not in touched and (
                reads_tags or reads(condition) & touched or any(counts_fact(condition, fact) for fact in facts)
            ):
                touched.add(node)
                facts.update(writes(node))
                grew = True
    return facts


def _at_once(steps: Sequence[Step], facts: set[Emitted], ended: Emitted) -> bool:
    """Add what the steps write before the first wait; True when a way through them has no wait."""
    for step in steps:
        if isinstance(step, Wait | WaitFor):
            return False
        if isinstance(step, Stop):
            facts.add(ended)
            return False
        if isinstance(step, Send):
            properties = (("message", step.send),)
            facts |= {Emitted(name, properties) for name in ("message_sent", "message_held", "message_unknown")}
        elif isinstance(step, Tag):
            facts.add(Emitted("tag_removed" if step.remove else "tag_added", (("tag", step.tag),)))
        else:
            ways = [_at_once(inside, facts, ended) for _, inside in inner(step)]
            if not any(ways):
                return False
    return True
