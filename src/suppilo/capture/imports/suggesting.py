"""A first mapping for a file, from its header and first rows: a draft to be read and mended, never used unseen."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from suppilo.capture.imports.jsonl import JsonLines
from suppilo.capture.imports.mapping import FileShape
from suppilo.capture.imports.moments import reader_of
from suppilo.capture.imports.opening import OpenFile, open_file
from suppilo.capture.imports.records import Record, Records
from suppilo.capture.imports.refusal import RowRefused
from suppilo.people import queries as people

_ROWS = 500
_FORMATS = ("auto", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d")
_MISSING = ("select", "n/a", "na", "null", "none", "-", "#n/a")
_PHONE = re.compile(r"phone|tel|mobil|puhelin|gsm|handy", re.IGNORECASE)
_KEY = re.compile(r"(^|[ _-])(id|uuid|guid|key|nr|number|no)$", re.IGNORECASE)
_WHO = re.compile(r"user|customer|client|person|contact|member|kunde|kund|asiakas", re.IGNORECASE)
_SOURCE = re.compile(r"source|origin|kilde|källa|kalla|lähde|lahde|channel|kanal", re.IGNORECASE)
_CONSENT = re.compile(r"consent|newsletter|opt|samtyk|suostum|nyhed|nyhet|uutis|gdpr|marketing|mail", re.IGNORECASE)


@dataclass
class _Column:
    name: str
    cells: list[str]
    distinct: int

    def share(self, holds: Callable[[str], bool]) -> float:
        """The share of filled cells for which `holds`."""
        return sum(holds(cell) for cell in self.cells) / len(self.cells) if self.cells else 0.0


def suggest(path: Path) -> str:
    """A mapping as YAML text. Raises CannotImport for what is no table of text."""
    opened = open_file(path, FileShape())
    try:
        rows = [row.cells for row in islice(opened.records, _ROWS) if isinstance(row, Record)]
        return "\n".join(_Draft(opened, rows).lines()) + "\n"
    finally:
        opened.records.close()


class _Draft:
    def __init__(self, opened: OpenFile, rows: Sequence[Sequence[str]]) -> None:
        self.opened = opened
        self.missing = sorted(
            {cell.strip() for row in rows for cell in row if cell.strip().casefold() in _MISSING}, key=str.casefold
        )
        self.columns = [self._column(index, name, rows) for index, name in enumerate(opened.records.header)]
        self.left = list(self.columns)

    def _column(self, index: int, name: str, rows: Sequence[Sequence[str]]) -> _Column:
        cells = [row[index].strip() for row in rows]
        filled = [cell for cell in cells if cell and cell not in self.missing]
        return _Column(name, filled, len(set(filled)))

    def lines(self) -> list[str]:
        """The whole draft."""
        said = [
            "# "
            + _("A suggestion from the first rows of {file}: read it before you use it.").format(
                file=self.opened.path.name
            ),
            f"name: {_id(self.opened.path.stem, set())}",
            "file:",
            *self._shape(),
        ]
        if self.missing:
            said.append(f"missing: {json.dumps(self.missing, ensure_ascii=False)}")
        said += ["", "identifiers:", *self._identifiers()]
        fact = self._fact()
        consents = self._consents()
        said += ["", "attributes:", *self._attributes(), *consents, "", "facts:", *fact]
        return said

    def _shape(self) -> list[str]:
        records = self.opened.records
        if not isinstance(records, Records):
            return [f"  format: {'jsonl' if isinstance(records, JsonLines) else 'parquet'}"]
        encoding, delimiter = self.opened.survey.encoding, json.dumps(records.dialect.delimiter)
        return [f"  encoding: {encoding}", f"  delimiter: {delimiter}"]

    def _take(self, column: _Column) -> str:
        self.left.remove(column)
        return json.dumps(column.name, ensure_ascii=False)

    def _identifiers(self) -> list[str]:
        said = []
        email = next((one for one in self.left if one.share(_is_email) > 0.8), None)
        if email:
            said.append(f"  email: {self._take(email)}")
        phone = next((one for one in self.left if _PHONE.search(one.name) and one.share(_is_phone) > 0.5), None)
        if phone:
            said.append(f"  phone: {self._take(phone)}")
        unique = [one for one in self.left if one.cells and one.distinct == len(one.cells)]
        key = next((one for one in unique if _KEY.search(one.name)), None if said else next(iter(unique), None))
        if key is None and not said:
            key = next((one for one in self.left if _WHO.search(one.name) and _KEY.search(one.name)), None)
        if key:
            said.append(f"  external: {self._take(key)}")
        return said or ["  # " + _("No column names a person: write one here, as email, phone or external.")]

    def _fact(self) -> list[str]:
        dated = next(((one, form) for one in self.left if (form := _format(one))), None)
        said = ["  - fact: lead_imported"]
        if dated:
            column, form = dated
            shown = "" if form == "auto" else f", format: {json.dumps(form)}"
            said.append(f"    at: {{ column: {self._take(column)}{shown}, zone: UTC }}")
        else:
            said.append("    # " + _("No column holds a time: the fact counts from the day of the import."))
        source = next((one for one in self.left if _SOURCE.search(one.name)), None)
        if source:
            said += ["    properties:", f"      source: {json.dumps(source.name, ensure_ascii=False)}"]
        return said

    def _consents(self) -> list[str]:
        found = [one for one in self.left if _CONSENT.search(one.name) and one.distinct <= 5]
        if not found:
            return []
        said = ["", "# " + _("Consent is never guessed. If one of these columns holds it, say what its words mean:")]
        for one in found:
            words = ", ".join(f"{json.dumps(cell, ensure_ascii=False)}: unsaid" for cell in sorted(set(one.cells)))
            said += ["# consents:", "#   - purpose: newsletter"]
            said += [f"#     column: {json.dumps(one.name, ensure_ascii=False)}", f"#     states: {{ {words} }}"]
        return said

    def _attributes(self) -> list[str]:
        taken: set[str] = set()
        said = [
            f"  {_id(one.name, taken)}: {json.dumps(one.name, ensure_ascii=False)}" for one in self.left if one.cells
        ]
        return said or ["  {}"]


def _is_email(cell: str) -> bool:
    return _is("email", cell)


def _is_phone(cell: str) -> bool:
    return any(_is("phone", cell, country) for country in ("FI", "SE", "NO", "DK"))


def _is(kind: str, cell: str, country: str = "") -> bool:
    try:
        people.normalise(kind, cell, country)
    except people.BadIdentifier:
        return False
    return True


def _format(column: _Column) -> str:
    """The first form in which nearly all cells are times; plain numbers are not."""
    cells = [cell for cell in column.cells if not cell.isdigit()]
    for form in _FORMATS:
        read = reader_of(form, "UTC", column.name)
        if cells and sum(_reads(read, cell) for cell in cells) / len(column.cells) > 0.95:
            return form
    return ""


def _reads(read: Callable[[str], object], cell: str) -> bool:
    try:
        read(cell)
    except RowRefused:
        return False
    return True


def _id(name: str, taken: set[str]) -> str:
    """An id made of a column's name, unlike those `taken`."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "O").replace("æ", "ae")).lower()
    word = re.sub(r"[^a-z0-9]+", "_", "".join(char for char in plain if not unicodedata.combining(char))).strip("_")
    word = word[:50] if word[:1].isalpha() else f"c_{word}"[:50].rstrip("_")
    unique, number = word, 2
    while unique in taken:
        unique, number = f"{word}_{number}", number + 1
    taken.add(unique)
    return unique
