"""A mapping held against the headers of its files and the running definition: every name must mean something."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from suppilo.capture.imports.mapping import Mapping
from suppilo.capture.imports.mapping_reading import BadMapping
from suppilo.capture.imports.moments import zone_called
from suppilo.capture.imports.nearest import nearest
from suppilo.definition.facts import Fact, all_facts, fact
from suppilo.definition.model import Bundle, PropertyType
from suppilo.definition.places import FilePlaces
from suppilo.definition.problems import Path, Problem
from suppilo.kernel.saying import Saying


@dataclass(frozen=True)
class Place:
    """Where a column is: the join ("" the imported file) and its position."""

    join: str
    index: int


@dataclass
class Bound:
    """A mapping whose names are all known. `columns` finds a column by its name in the mapping."""

    mapping: Mapping
    columns: dict[str, Place] = field(default_factory=dict)
    join_keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    types: AnyMapping[str, PropertyType] = field(default_factory=dict)


@dataclass
class _Binder:
    mapping: Mapping
    places: FilePlaces
    headers: dict[str, list[str]]
    bundle: Bundle | None
    bound: Bound
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: Path, text: str) -> None:
        self.problems.append(self.places.problem((Saying("mapping", {"text": text}),), path))

    def column(self, path: Path, name: str, joins: tuple[str, ...]) -> Place | None:
        """Find the column called `name`; `join.column` is one of a joined file."""
        found = self.find("", name)
        join, dot, rest = name.partition(".")
        if found is None and dot and join in joins:
            found = self.find(join, rest)
        if found is None:
            self._unknown(path, name, joins)
            return None
        self.bound.columns[name] = found
        return found

    def find(self, join: str, name: str) -> Place | None:
        """The column of one file: written exactly so, else the only one alike but for upper and lower case."""
        header = self.headers[join]
        if header.count(name) == 1:
            return Place(join, header.index(name))
        alike = [index for index, one in enumerate(header) if one.casefold() == name.strip().casefold()]
        return Place(join, alike[0]) if len(alike) == 1 else None

    def _unknown(self, path: Path, name: str, joins: tuple[str, ...]) -> None:
        known = list(self.headers[""]) + [f"{join}.{one}" for join in joins for one in self.headers[join]]
        if known.count(name) > 1:
            text = _("The file has several columns called {column}: rename one.").format(column=name)
        else:
            text = no_column(name, known)
        self.wrong(path, text)


def no_column(name: str, known: list[str]) -> str:
    """That there is no such column, and which was probably meant."""
    meant = nearest(name, known)
    if meant:
        return _("No column is called {column}. Did you mean {meant}?").format(column=name, meant=meant)
    listed = ", ".join(known[:60])
    return _("No column is called {column}. The file has: {known}.").format(column=name, known=listed)


def bind(mapping: Mapping, places: FilePlaces, headers: dict[str, list[str]], bundle: Bundle | None) -> Bound:
    """Hold `mapping` against the `headers` (by join, "" the imported file). Raises BadMapping naming every problem."""
    binder = _Binder(mapping, places, headers, bundle, Bound(mapping, types=bundle.attributes if bundle else {}))
    joins = tuple(mapping.joins)
    _bind_joins(binder)
    for kind, source in mapping.identifiers.items():
        if source.column is not None:
            binder.column(("identifiers", kind), source.column, ())
    for part in ("language", "country", "zone"):
        source = getattr(mapping.person, part)
        if source is not None and source.column is not None:
            binder.column(("person", part), source.column, joins)
    for key, source in mapping.attributes.items():
        if source.column is not None:
            binder.column(("attributes", key), source.column, joins)
    if mapping.at:
        _bind_time(binder, ("at",), mapping.at.column, mapping.at.zone, ())
    _bind_consents(binder)
    _bind_facts(binder)
    if binder.problems:
        raise BadMapping(binder.problems)
    return binder.bound


def _bind_joins(binder: _Binder) -> None:
    for name, join in binder.mapping.joins.items():
        theirs = binder.find(name, join.key)
        ours = binder.column(("joins", name, "to" if join.to else "key"), join.to or join.key, ())
        if theirs is None:
            binder.wrong(("joins", name, "key"), no_column(join.key, binder.headers[name]))
        elif ours:
            binder.bound.join_keys[name] = (ours.index, theirs.index)


def _bind_time(binder: _Binder, path: Path, column: str, zone: str, joins: tuple[str, ...]) -> None:
    binder.column(path, column, joins)
    if zone_called(zone) is None:
        binder.wrong(
            (*path, "zone"), _("There is no time zone {zone}: write one like Europe/Helsinki.").format(zone=zone)
        )


def _bind_consents(binder: _Binder) -> None:
    known = list(binder.bundle.purposes) if binder.bundle else []
    for index, rule in enumerate(binder.mapping.consents):
        path: Path = ("consents", index)
        binder.column((*path, "column"), rule.column, tuple(binder.mapping.joins))
        if rule.at:
            _bind_time(binder, (*path, "at"), rule.at.column, rule.at.zone, tuple(binder.mapping.joins))
        if rule.purpose not in known:
            text = _("The running definition has no purpose {purpose}. It has: {known}.")
            binder.wrong((*path, "purpose"), text.format(purpose=rule.purpose, known=", ".join(known) or "–"))


def _bind_facts(binder: _Binder) -> None:
    custom = binder.bundle.events if binder.bundle else {}
    for index, rule in enumerate(binder.mapping.facts):
        path: Path = ("facts", index)
        columns = [((*path, "properties", key), source.column) for key, source in rule.properties.items()]
        columns += [((*path, "id"), one) for one in rule.id]
        columns += [((*path, "when"), rule.when.column)] if rule.when else []
        for where, column in columns:
            if column is not None:
                binder.column(where, column, tuple(binder.mapping.joins))
        if rule.at:
            _bind_time(binder, (*path, "at"), rule.at.column, rule.at.zone, tuple(binder.mapping.joins))
        used = {place.join for one in _columns_of(binder, index) if (place := one)} - {""}
        if len(used) > 1:
            binder.wrong(path, _("A fact may name columns of one joined file only: make two facts of it."))
        known = fact(rule.fact, custom)
        if known is None:
            meant = nearest(rule.fact, [*all_facts(), *custom]) or ", ".join(sorted(custom)) or "lead_imported"
            text = _("No fact is called {fact}. Did you mean {meant}?").format(fact=rule.fact, meant=meant)
            binder.wrong((*path, "fact"), text)
            continue
        binder.bound.facts[rule.fact] = known
        for key in rule.properties:
            if key not in known.properties:
                text = _("{fact} has no property {key}. It has: {known}.")
                values = {"fact": rule.fact, "key": key, "known": ", ".join(known.properties) or "–"}
                binder.wrong((*path, "properties", key), text.format(**values))


def _columns_of(binder: _Binder, index: int) -> list[Place | None]:
    rule = binder.mapping.facts[index]
    names = [source.column for source in rule.properties.values()] + list(rule.id)
    names += [rule.when.column] if rule.when else []
    names += [rule.at.column] if rule.at else []
    return [binder.bound.columns.get(name) for name in names if name]
