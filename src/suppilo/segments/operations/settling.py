"""Settling: what facts and time change in segments and stages, for sets of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from suppilo.events.operations import consume
from suppilo.events.queries import StoredFact
from suppilo.foundation.turns import Work, take_turn
from suppilo.kernel.conditions import PersonView
from suppilo.people import queries as people
from suppilo.people.ports import is_nobody
from suppilo.publishing import queries as publishing
from suppilo.segments.conditions import graph_of
from suppilo.segments.graph import Graph
from suppilo.segments.operations.pacing import Pace
from suppilo.segments.operations.waking import Wakes
from suppilo.segments.ports import Material, Occasion, Pass, sources

READER = "settle"
_pace = Pace(least=60, most=250)

#: Per person the nodes to look at, each with the earliest instant of which something new is known (None: anything).
Causes = dict[int, dict[str, datetime | None]]


def settle(now: datetime) -> int:
    """Read the next facts and settle the people they are about; how many facts were read.

    The bookmark moves in the transaction of the effect: a killed worker leaves nothing half-settled.
    """
    return _pace.timed(lambda limit: consume(READER, limit=limit, handle=lambda facts: _handle(facts, now)))


def _handle(facts: list[StoredFact], now: datetime) -> None:
    by_workspace: dict[int, list[StoredFact]] = {}
    for fact in facts:
        if fact.person_id is not None and not is_nobody(fact.person_id):  # what they reached stays what it was
            by_workspace.setdefault(fact.workspace_id, []).append(fact)
    for workspace_id, some in by_workspace.items():
        absorbed = {int(fact.properties["absorbed"]) for fact in some if fact.name == "people_merged"}
        still = [one for one, owner in people.canonical(absorbed).items() if one != owner]
        if still:
            forget(workspace_id, still)
        running = publishing.running(workspace_id)
        if running is None:
            continue
        graph = graph_of(running.bundle)
        causes = causes_of(graph, some)
        if causes:
            fresh = frozenset(fact.seq for fact in some)
            occasion = Occasion(workspace_id, running.bundle, now, regrouped=_regrouped(some), fresh=fresh)
            settle_people(occasion, graph, causes)


def _regrouped(facts: Iterable[StoredFact]) -> dict[int, int]:
    """Who was merged or told apart, and by which (last) fact."""
    found: dict[int, int] = {}
    for fact in facts:
        if fact.name == "people_unmerged":
            found |= {int(fact.properties[side]): fact.seq for side in ("kept", "absorbed")}
        elif fact.name == "people_merged" and fact.person_id is not None:
            found[people.canonical([fact.person_id])[fact.person_id]] = fact.seq
    return found


def forget(workspace_id: int, person_ids: list[int]) -> None:
    """Drop what is derived of merged people; the person that was kept is settled anew from all their facts."""
    for source in sources().values():
        source.forget(workspace_id, person_ids)
    Wakes().forget(person_ids)


def causes_of(graph: Graph, facts: Iterable[StoredFact]) -> Causes:
    """Which nodes these facts wake, by canonical person."""
    woken = [(fact, keys) for fact in facts if (keys := _woken(graph, fact))]
    whose = people.canonical({person_id for fact, _ in woken for person_id in _about(fact)})
    causes: Causes = {}
    for fact, keys in woken:
        since = None if fact.name in _ANEW else fact.at
        for person_id in _about(fact):
            mine = causes.setdefault(whose[person_id], {})
            for key in keys:
                before = mine.get(key, since)
                mine[key] = None if before is None or since is None else min(before, since)
    return causes


#: Facts after which everything about a person is looked at again.
_ANEW = ("people_merged", "people_unmerged", "reaction_reclassed")


def _about(fact: StoredFact) -> set[int]:
    """The people whom a fact concerns: two, where a merge was taken back."""
    found = set() if fact.person_id is None else {fact.person_id}
    return found | {int(fact.properties["absorbed"])} if fact.name == "people_unmerged" else found


def _woken(graph: Graph, fact: StoredFact) -> set[str]:
    if fact.name in _ANEW:
        return {node.key for _, node in graph.nodes}
    keys = set(graph.by_event.get(fact.name, ())) | graph.of_anybody
    keys |= graph.by_identifier.get("visitor", frozenset())  # a device is noted without a fact of its own
    if fact.name == "attributes_changed":
        for attribute in fact.properties.get("keys", ()):
            keys |= graph.by_attribute.get(attribute, frozenset())
    elif fact.name == "person_identified":
        keys |= graph.by_identifier.get(fact.properties.get("kind", ""), frozenset())
    elif fact.name.startswith("consent_"):
        place = (fact.properties.get("purpose", ""), fact.properties.get("channel", ""))
        keys |= graph.by_consent.get(place, frozenset())
    return keys


@dataclass
class _Round:
    """One batch on its way through the graph."""

    occasion: Occasion
    graph: Graph
    passes: dict[str, Pass]
    todo: dict[int, set[str]] = field(default_factory=dict)
    materials: dict[int, Material] = field(default_factory=dict)
    wakes: Wakes = field(default_factory=Wakes)

    def load(self) -> None:
        """Read what the nodes to do, and those that may follow, ask of these people."""
        if not self.todo:
            return
        keys = set[str]().union(*self.todo.values())
        seen = people.seen(
            self.occasion.workspace_id,
            self.todo,
            self.graph.reads_of(keys),
            whole_history=bool(keys & self.graph.of_anybody),
        )
        eras = people.eras_of(self.todo.keys() & self.occasion.regrouped.keys()) if self.occasion.regrouped else {}
        for person_id, one in seen.items():
            stages = {key: value for each in self.passes.values() for key, value in each.stages(person_id).items()}
            view = replace(one.view, stages=stages, scores=self.graph.scores)
            future = _has_future(view, self.occasion.now)
            self.materials[person_id] = Material(person_id, view, one.origins, stages, future, eras.get(person_id, ()))

    def run(self) -> None:
        """Settle node after node; a change adds the nodes that read it."""
        for name, node in self.graph.nodes:
            for person_id, keys in self.todo.items():
                if node.key in keys and person_id in self.materials:
                    settled = self.passes[name].settle(node, self.materials[person_id])
                    if node.timed or self.materials[person_id].has_future:
                        self.wakes.note(person_id, node.key, settled.wake)
                    if settled.changed:
                        keys |= self.graph.readers_of(node.key)


def settle_people(occasion: Occasion, graph: Graph, causes: Mapping[int, Mapping[str, datetime | None]]) -> int:
    """Settle the nodes named in `causes` and what follows from them; call inside a transaction.

    Answers how many people were evaluated. All settling of a workspace takes turns, on PostgreSQL by an advisory lock.
    """
    take_turn(Work.SETTLING, occasion.workspace_id)
    work = _evaluate(occasion, graph, causes)
    for each in work.passes.values():
        each.finish()
    work.wakes.write(occasion.workspace_id)
    return len(work.materials)


def rehearse(
    occasion: Occasion, graph: Graph, causes: Mapping[int, Mapping[str, datetime | None]]
) -> Mapping[str, Pass]:
    """What `settle_people` would find, by source, without writing anything."""
    return _evaluate(occasion, graph, causes).passes


def _evaluate(occasion: Occasion, graph: Graph, causes: Mapping[int, Mapping[str, datetime | None]]) -> _Round:
    passes = {name: source.begin(occasion, graph.nodes_of(name), list(causes)) for name, source in sources().items()}
    work = _Round(occasion, graph, passes, _needed(passes, graph, causes))
    work.load()
    work.run()
    return work


def _needed(
    passes: Mapping[str, Pass], graph: Graph, causes: Mapping[int, Mapping[str, datetime | None]]
) -> dict[int, set[str]]:
    """What remains after each room said which answers can still change."""
    nodes = {node.key: (name, node) for name, node in graph.nodes}
    todo: dict[int, set[str]] = {}
    for person_id, wanted in causes.items():
        keys: set[str] = set()
        for key, since in wanted.items():
            name, node = nodes[key]
            if passes[name].needs(node, person_id, since):
                keys |= {key, *node.together}
        if keys:
            todo[person_id] = keys
    return todo


def _has_future(view: PersonView, now: datetime) -> bool:
    return (
        any(fact.at > now for fact in view.facts)
        or any(known.at > now for known in view.attributes.values())
        or any(since > now for since in view.identifiers.values())
        or any(said[-1].at > now for said in view.consents.values())
    )
