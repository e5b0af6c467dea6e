"""One row into what it says: who, what is known of them, what they agreed to and did; or the reason why not. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suppilo.capture.imports.binding import Bound, Place
from suppilo.capture.imports.mapping import ConsentRule, FactRule, Moment, Value
from suppilo.capture.imports.moments import Reader, reader_of
from suppilo.capture.imports.refusal import RowRefused
from suppilo.people import queries as people

#: The rows of a row: its own cells under "", and the cells of one row of each joined file (None: no match).
Cells = Mapping[str, Sequence[str] | None]
_YES = frozenset(("true", "yes", "1", "ja", "kyllä", "y"))
_NO = frozenset(("false", "no", "0", "nej", "nei", "ei", "n"))
#: Which identifier names the person in the key of a fact: the one least likely to change.
_STEADIEST = ("external", "email", "phone", "visitor")


@dataclass(frozen=True)
class Answer:
    """One consent as the row gives it."""

    purpose: str
    channel: str
    state: str
    at: datetime | None
    cell: str


@dataclass(frozen=True)
class Deed:
    """One fact as the row gives it; `at` None: when the import was first begun."""

    name: str
    at: datetime | None
    properties: dict[str, Any]
    external_id: str


@dataclass(frozen=True)
class Turned:
    """All that one row says. `at` is since when the person is there, `known_at` since when the values hold.

    `withheld` are consents that a file cannot give for an address that several people read.
    """

    identifiers: dict[str, str]
    at: datetime | None
    known_at: datetime | None = None
    language: str = ""
    country: str = ""
    zone: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    consents: tuple[Answer, ...] = ()
    withheld: int = 0
    deeds: tuple[Deed, ...] = ()


class Turner:
    """Turns rows by one bound mapping. `turn(cells, joined)` raises RowRefused."""

    def __init__(self, bound: Bound, country: str) -> None:
        self.bound = bound
        self.mapping = bound.mapping
        self.country = country
        self.missing = frozenset(word.strip().casefold() for word in ("", *self.mapping.missing))
        self._times: dict[Moment, Reader] = {}
        self._fact_joins = [self._join_of(rule) for rule in self.mapping.facts]

    def turn(self, cells: Sequence[str], joined: Mapping[str, list[Sequence[str]]]) -> Turned:
        """What the row says. `joined` holds the rows of the joined files that have its key."""
        last: dict[str, Sequence[str] | None] = {name: rows[-1] if rows else None for name, rows in joined.items()}
        last[""] = cells
        country = self._value(self.mapping.person.country, last).upper()[:2]
        identifiers = self._identifiers(last, country or self.country)
        deeds = tuple(self._deeds(last, joined, identifiers))
        given = self._consents(last)
        kept = [answer for rule, answer in given if not _is_withheld(rule, answer, identifiers)]
        known_at = self._time(self.mapping.at, last) if self.mapping.at else None
        times = [moment for moment in (known_at, *(deed.at for deed in deeds)) if moment]
        return Turned(
            identifiers=identifiers,
            at=min(times, default=None),
            known_at=known_at,
            language=self._value(self.mapping.person.language, last).lower()[:2],
            country=country,
            zone=self._value(self.mapping.person.zone, last),
            attributes=self._attributes(last),
            consents=tuple(kept),
            withheld=len(given) - len(kept),
            deeds=deeds,
        )

    def cell(self, column: str, cells: Cells) -> str:
        """The cell under `column`, "" when it is missing."""
        place: Place = self.bound.columns[column]
        row = cells.get(place.join)
        text = row[place.index].strip() if row is not None else ""
        return "" if text.casefold() in self.missing else text

    def _value(self, source: Value | None, cells: Cells) -> str:
        if source is None:
            return ""
        if source.column is None:
            return source.value or ""
        text = self.cell(source.column, cells)
        return source.values.get(text, text)

    def _identifiers(self, cells: Cells, country: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for kind, source in self.mapping.identifiers.items():
            text = self._value(source, cells)
            if not text:
                continue
            try:
                found[kind] = people.normalise(kind, text, country)
            except people.BadIdentifier as error:
                raise RowRefused("bad_identifier", column=source.column or kind, value=text, kind=kind) from error
        if not found:
            named = [source.column or kind for kind, source in self.mapping.identifiers.items()]
            raise RowRefused("no_identifier", columns=", ".join(named))
        return found

    def _attributes(self, cells: Cells) -> dict[str, Any]:
        values = {key: self._value(source, cells) for key, source in self.mapping.attributes.items()}
        return {key: self._typed(self.bound.types.get(key, "text"), text) for key, text in values.items() if text}

    def _typed(self, kind: str, text: str) -> Any:
        """The text as its declared type asks for where the file writes it otherwise; else the text itself."""
        if kind == "number" and self.mapping.file.decimal == ",":
            return text.replace(" ", "").replace("\u00a0", "").replace(".", "").replace(",", ".")
        if kind == "bool":
            word = text.casefold()
            return True if word in _YES else False if word in _NO else text
        return text

    def _time(self, moment: Moment, cells: Cells) -> datetime | None:
        text = self.cell(moment.column, cells)
        if not text:
            return None
        if moment not in self._times:
            self._times[moment] = reader_of(moment.format, moment.zone, moment.column)
        return self._times[moment](text)

    def _consents(self, cells: Cells) -> list[tuple[ConsentRule, Answer]]:
        return [(rule, answer) for rule in self.mapping.consents if (answer := self._consent(rule, cells))]

    def _consent(self, rule: ConsentRule, cells: Cells) -> Answer | None:
        text = self.cell(rule.column, cells)
        if not text:
            return None
        by_word = {word.strip().casefold(): state for word, state in rule.states.items()}
        state = by_word.get(text.casefold())
        if state is None:
            raise RowRefused("unknown_state", column=rule.column, value=text, purpose=rule.purpose)
        if state == "unsaid":
            return None
        return Answer(rule.purpose, rule.channel, state, self._time(rule.at, cells) if rule.at else None, text)

    def _join_of(self, rule: FactRule) -> str:
        names = [source.column for source in rule.properties.values()] + list(rule.id)
        names += [part.column for part in (rule.when, rule.at) if part]
        return next((self.bound.columns[name].join for name in names if name and self.bound.columns[name].join), "")

    def _deeds(
        self, cells: Cells, joined: Mapping[str, list[Sequence[str]]], identifiers: Mapping[str, str]
    ) -> list[Deed]:
        found: list[Deed] = []
        for rule, join in zip(self.mapping.facts, self._fact_joins, strict=True):
            rows: list[Cells] = [{**cells, join: row} for row in joined[join]] if join else [cells]
            found += [deed for row in rows if (deed := self._deed(rule, row, identifiers))]
        return found

    def _deed(self, rule: FactRule, cells: Cells, identifiers: Mapping[str, str]) -> Deed | None:
        if rule.when:
            text = self.cell(rule.when.column, cells)
            words = {word.strip().casefold() for word in rule.when.equals}
            if not text or (words and text.casefold() not in words):
                return None
        at = self._time(rule.at, cells) if rule.at else None
        if rule.at and at is None:
            raise RowRefused("no_time", fact=rule.fact, column=rule.at.column)
        types = self.bound.facts[rule.fact].properties
        properties = {
            key: self._typed(types[key], text)
            for key, source in rule.properties.items()
            if (text := self._value(source, cells))
        }
        return Deed(rule.fact, at, properties, self._key(rule, at, cells, identifiers))

    def _key(self, rule: FactRule, at: datetime | None, cells: Cells, identifiers: Mapping[str, str]) -> str:
        """What makes the fact one and the same: its `id` columns, else the person and the time."""
        if rule.id:
            given = "|".join(self.cell(column, cells) for column in rule.id)
            if given.strip("|"):
                return given if len(given) <= 200 else _digest(given)
        kind = next(kind for kind in _STEADIEST if kind in identifiers)
        return _digest(f"{kind}|{identifiers[kind]}|{at.isoformat() if at else ''}")


def _is_withheld(rule: ConsentRule, answer: Answer, identifiers: Mapping[str, str]) -> bool:
    """Whether it would subscribe an address that several people read, without the mapping saying so."""
    asked = rule.channel == "email" and answer.state == "granted" and not rule.role_addresses
    return asked and people.is_role(identifiers.get("email", ""))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


Turn = Callable[[Sequence[str], Mapping[str, list[Sequence[str]]]], Turned]
