"""What a server asks for: people by identifier, each with values for the texts. Read strictly, told by place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("email", "phone", "external")
MOST_PEOPLE = 100
MOST_VALUES = 20
LONGEST_VALUE = 1_000
LONGEST_IDENTIFIER = 320
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_ADDRESS = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[a-z]{2,}", re.IGNORECASE)
_WHOLE = 2**63

Value = str | int | float | bool


class Unreadable(Exception):
    """The body is no JSON."""


class Misshapen(Exception):
    """The body is JSON and not what is expected; the text says where and what to write."""


@dataclass(frozen=True)
class Named:
    """One person of a request: identifiers as written, and what texts may use as `cause`."""

    identifiers: Mapping[str, str]
    values: Mapping[str, Value]


def read_request(body: bytes) -> list[Named]:
    """The people of a request, 1 to 100. Raises Unreadable and Misshapen."""
    try:
        told = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The body is not JSON in UTF-8.") from error
    if not isinstance(told, dict) or set(told) != {"people"} or not isinstance(told["people"], list):
        raise Misshapen('Write {"people": [...]} and nothing beside it.')
    if not 1 <= len(told["people"]) <= MOST_PEOPLE:
        raise Misshapen(f"people: name 1 to {MOST_PEOPLE}; send several requests for more.")
    return [_named(f"people[{place}]", one) for place, one in enumerate(told["people"])]


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _named(place: str, told: Any) -> Named:
    if not isinstance(told, dict):
        raise Misshapen(f"{place}: write an object with email, phone or external.")
    for key in told:
        if key not in (*KINDS, "values"):
            raise Misshapen(f"{place}: there is no {key[:60]!a}; write email, phone, external or values.")
    identifiers = {kind: _text(f"{place}.{kind}", told[kind], LONGEST_IDENTIFIER) for kind in KINDS if kind in told}
    if not identifiers:
        raise Misshapen(f"{place}: say who it is by email, phone or external.")
    values = told.get("values", {})
    if not isinstance(values, dict) or len(values) > MOST_VALUES:
        raise Misshapen(f"{place}.values: write an object of at most {MOST_VALUES} values.")
    return Named(identifiers, {name: _value(f"{place}.values", name, value) for name, value in values.items()})


def _text(place: str, value: Any, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest or "\0" in value:
        raise Misshapen(f"{place}: write a text of 1 to {longest} characters.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Misshapen(f"{place}: half a character is no text.") from error
    return value


def _value(place: str, name: str, value: Any) -> Value:
    if not _NAME.fullmatch(name):
        raise Misshapen(f"{place}: {name[:70]!a} is no name; write small letters, digits and _.")
    where = f"{place}.{name}"
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and -_WHOLE < value < _WHOLE:
        return value
    if isinstance(value, int | float) or not isinstance(value, str):
        raise Misshapen(f"{where}: write a text, a number, true or false.")
    if _ADDRESS.search(_text(where, value, LONGEST_VALUE)):
        raise Misshapen(f"{where}: an e-mail address does not belong into values.")
    return value
