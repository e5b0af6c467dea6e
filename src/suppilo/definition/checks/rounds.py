"""Journeys that start each other, or themselves, without ever waiting: they would go round and round."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.graphs import first_cycle
from suppilo.definition.checks.nodes import Emitted, counts_fact, may_match, nodes, reads, writes
from suppilo.definition.checks.steps import inner
from suppilo.definition.model import Enrol, GivePoints, Journey, Send, SetAttributes, Step, Stop, Tag, Wait, WaitFor
from suppilo.definition.scores import GIVEN
from suppilo.kernel.conditions import names


def check(finder: Finder) -> None:
    """Complain once about each round, at the trigger of its first journey."""
    paths = {key: path for key, _, path in finder.of("journeys")}
    graph = {
        key: [
            other for other, started in finder.journeys.items() if any(_starts(fact, other, started) for fact in facts)
        ]
        for key, facts in ((key, _caused(finder, key, journey)) for key, journey in finder.journeys.items())
    }
    while round_ := first_cycle(graph):
        spelled = " -> ".join([*round_, round_[0]])
        finder.complain("journey_cycle", (*paths[round_[0]], "trigger"), cycle=spelled)
        for key in round_:
            graph[key] = []


#: Stands for an enrolment by another journey: no fact, but it starts one as surely.
_ENROLLED = "enrolled by a step"
#: Stands for an attribute that a step sets.
_SET = "set by a step"


def _starts(fact: Emitted, key: str, journey: Journey) -> bool:
    if fact.name == _ENROLLED:
        return fact.properties == (("journey", key),)
    return journey.trigger.event == fact.name and may_match(journey.trigger.where, fact)


def _caused(finder: Finder, key: str, journey: Journey) -> set[Emitted]:
    """Every fact that the journey writes at once, and that follows from those through segments and stages."""
    facts = {Emitted("journey_started", (("journey", key),))}
    ended = Emitted("journey_ended", (("journey", key),))
    if _at_once(journey.steps, facts, ended):
        facts.add(ended)
    tags = any(fact.name in ("tag_added", "tag_removed") for fact in facts)
    attributes = ({"tags"} if tags else set()) | {fact.properties[0][1] for fact in facts if fact.name == _SET}
    if attributes:
        facts.add(Emitted("attributes_changed"))
    touched: set[tuple[str, ...]] = set()
    everything = list(nodes(finder))
    grew = True
    while grew:
        grew = False
        for node, condition, _ in everything:
            reads_set = not attributes.isdisjoint(names(condition).attributes)
            if node not in touched and (
                reads_set or reads(condition) & touched or any(counts_fact(condition, fact) for fact in facts)
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
        elif isinstance(step, Enrol):
            facts.add(Emitted(_ENROLLED, (("journey", step.enrol),)))
        elif isinstance(step, SetAttributes):
            facts |= {Emitted(_SET, (("attribute", key),)) for key in step.set}
        elif isinstance(step, GivePoints):
            facts.add(Emitted(GIVEN, (("score", step.score),)))
        elif isinstance(step, Tag):
            facts.add(Emitted("tag_removed" if step.remove else "tag_added", (("tag", step.tag),)))
        else:
            ways = [_at_once(inside, facts, ended) for _, inside in inner(step)]
            if ways and not any(ways):
                return False
    return True
