"""People as conditions see them, loaded in sets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suppilo.events import queries as events
from suppilo.kernel.conditions import AttributeView, ConsentView, FactView, Names, PersonView, StageView
from suppilo.people.casting import Cell, spell
from suppilo.people.models import Attribute, ConsentRecord, Identifier, Person
from suppilo.people.queries.resolving import aliases

#: The facts that tell when what is no fact itself (an attribute, an identifier, a consent) changed.
_TOLD_BY = {
    "attributes": ("attributes_changed",),
    "identifiers": ("person_identified",),
    "consents": ("consent_given", "consent_requested", "consent_withdrawn"),
}
_STRICTNESS = {"none": -1, "granted": 0, "pending": 1, "withdrawn": 2}
_CHUNK = 500


@dataclass(frozen=True)
class Seen:
    """One person, and the origin of each of the facts in `view` by its seq."""

    view: PersonView
    origins: Mapping[int, str]


@dataclass
class _Draft:
    facts: list[FactView] = field(default_factory=list)
    origins: dict[int, str] = field(default_factory=dict)
    attributes: dict[str, AttributeView] = field(default_factory=dict)
    identifiers: dict[str, datetime] = field(default_factory=dict)
    consents: dict[tuple[str, str], list[ConsentView]] = field(default_factory=dict)
    segments: dict[str, datetime] = field(default_factory=dict)
    stages: dict[str, StageView] = field(default_factory=dict)


def person_views(workspace_id: int, person_ids: Collection[int], reads: Names) -> dict[int, PersonView]:
    """What conditions that read `reads` can see of these people; segments, stages and scores are left empty.

    By canonical id; ids that are merged, unknown or of another workspace are left out. Facts of persons merged into one
    count as theirs; those of scanners and mail proxies do not count.
    """
    return {pk: one.view for pk, one in seen(workspace_id, person_ids, reads).items()}


def seen(
    workspace_id: int, person_ids: Collection[int], reads: Names, *, whole_history: bool = False
) -> dict[int, Seen]:
    """As `person_views`, with origins. `whole_history` loads facts of every name, for conditions true of anybody."""
    ids = sorted(set(person_ids))
    found: dict[int, Seen] = {}
    for start in range(0, len(ids), _CHUNK):
        found.update(_some(workspace_id, ids[start : start + _CHUNK], reads, whole_history))
    return found


def _some(workspace_id: int, person_ids: list[int], reads: Names, whole_history: bool) -> dict[int, Seen]:
    present = Person.objects.filter(workspace_id=workspace_id, pk__among=person_ids, merged_into=None)
    drafts = {pk: _Draft() for pk in present.values_list("pk", flat=True)}
    names = None if whole_history else _fact_names(reads)
    if names is None or names:
        _add_facts(workspace_id, drafts, names)
    if reads.attributes:
        _add_attributes(drafts, reads.attributes)
    if reads.identifiers:
        _add_identifiers(drafts)
    if reads.consents:
        _add_consents(drafts)
    return {
        pk: Seen(
            PersonView(
                draft.facts, draft.attributes, draft.identifiers, draft.consents, draft.segments, draft.stages, {}
            ),
            draft.origins,
        )
        for pk, draft in drafts.items()
    }


def _fact_names(reads: Names) -> set[str]:
    names = set(reads.events)
    for part, told_by in _TOLD_BY.items():
        if getattr(reads, part):
            names.update(told_by)
    return names


def _add_facts(workspace_id: int, drafts: dict[int, _Draft], names: Collection[str] | None) -> None:
    whose = aliases(drafts)
    for bare, facts in events.facts_of(workspace_id, whose, names=names).items():
        draft = drafts[whose[bare]]
        for fact in facts:
            if fact.traffic != "person":
                continue
            draft.facts.append(FactView(fact.seq, fact.name, fact.at, fact.properties, fact.folded))
            draft.origins[fact.seq] = fact.origin


def _add_attributes(drafts: dict[int, _Draft], keys: Collection[str]) -> None:
    rows = Attribute.objects.filter(person_id__among=set(drafts), key__in=keys).order_by("person_id", "key", "position")
    cells: dict[tuple[int, str], tuple[str, datetime, list[Cell]]] = {}
    fields = ("person_id", "key", "kind", "set_at", "text", "folded", "number", "instant", "flag")
    for owner, key, kind, set_at, text, folded, number, instant, flag in rows.values_list(*fields):
        cells.setdefault((owner, key), (kind, set_at, []))[2].append(Cell(text, folded, number, instant, flag))
    for (owner, key), (kind, set_at, some) in cells.items():
        drafts[owner].attributes[key] = AttributeView(spell(kind, some), set_at)


def _add_identifiers(drafts: dict[int, _Draft]) -> None:
    rows = Identifier.objects.filter(person_id__among=set(drafts)).order_by("-added_at")
    for owner, kind, added_at in rows.values_list("person_id", "kind", "added_at"):
        drafts[owner].identifiers[kind] = added_at


def _add_consents(drafts: dict[int, _Draft]) -> None:
    rows = ConsentRecord.objects.filter(person_id__among=set(drafts))
    told: list[tuple[Any, ...]] = list(rows.values_list("person_id", "purpose", "channel", "state", "at", "pk"))
    for owner, purpose, channel, state, at, _ in sorted(told, key=lambda row: (row[4], _STRICTNESS[row[3]], row[5])):
        drafts[owner].consents.setdefault((purpose, channel), []).append(ConsentView(state, at))
