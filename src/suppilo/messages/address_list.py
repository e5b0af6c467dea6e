"""A list of addresses as somebody pastes it or another tool exports it: one a line, or a table with commas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suppilo.people.queries import BadIdentifier, normalise

#: The kind of identifier that each channel writes to.
KINDS = {"email": "email", "sms": "phone"}
#: Words with an @-less heading in them are a heading, when they stand in the first line.
_HEADINGS = ("mail", "address", "phone", "adresse", "osoite", "adress", "telefon", "puhelin")
_LONGEST_LINE = 2_000


@dataclass(frozen=True)
class Address:
    """An address in its one spelling, and the channel that writes to it."""

    channel: str
    value: str


@dataclass(frozen=True)
class Rejected:
    """A line that holds no address, with what is wrong in words."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class AddressList:
    """The addresses, each once, in the order of the list; what was not taken; and how many stood there twice."""

    addresses: tuple[Address, ...]
    rejected: tuple[Rejected, ...]
    repeated: int


def read_address(text: str, country: str = "") -> Address:
    """One address: with an @ an e-mail address, else a phone number (a national one of `country`).

    Raises BadIdentifier with words that say what to write.
    """
    channel = "email" if "@" in text else "sms"
    return Address(channel, normalise(KINDS[channel], text, country))


def read_addresses(lines: Iterable[str], country: str = "") -> AddressList:
    """Every line of a list: of a table the first cell that holds an e-mail address, else the first with a number.

    Empty lines and a heading are passed over; any other line without an address is rejected with its number.
    """
    found: dict[Address, None] = {}
    rejected: list[Rejected] = []
    repeated = 0
    for number, line in enumerate(lines, start=1):
        cells = _cells(line)
        if not any(cells) or (number == 1 and _is_heading(cells)):
            continue
        try:
            address = _address_among(cells, country)
        except BadIdentifier as error:
            rejected.append(Rejected(number, line.strip()[:80], str(error)))
            continue
        repeated += address in found
        found[address] = None
    return AddressList(tuple(found), tuple(rejected), repeated)


def _cells(line: str) -> list[str]:
    text = line.strip().lstrip("\ufeff")[:_LONGEST_LINE].replace("\0", "")
    separator = max(",;\t", key=text.count)
    return [cell.strip() for row in csv.reader([text], delimiter=separator) for cell in row]


def _is_heading(cells: list[str]) -> bool:
    said = " ".join(cells).lower()
    return "@" not in said and any(word in said for word in _HEADINGS)


def _address_among(cells: list[str], country: str) -> Address:
    """The first e-mail address; without any, the first number. A table's dates and counts are none."""
    mails = [cell for cell in cells if "@" in cell]
    wrong: BadIdentifier | None = None
    for cell in mails or list(_numbers(cells)):
        try:
            return read_address(cell, country)
        except BadIdentifier as error:
            wrong = wrong or error
    raise wrong or BadIdentifier("email", _("There is no address in this line."))


def _numbers(cells: list[str]) -> Iterator[str]:
    for cell in cells:
        if cell.startswith(("+", "00")) or (len(cells) == 1 and any(letter.isdigit() for letter in cell)):
            yield cell
