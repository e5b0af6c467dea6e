"""Steps and exclusions as they are written on the command line: `purchase where amount >= 100 and country in FI,SE`."""

from __future__ import annotations

import re
from typing import Any

import click
from django.utils.translation import gettext as _

import suppilo as package

_SIGNS = {"=": "is", "==": "is", "!=": "is_not", ">=": "at_least", "<=": "at_most", ">": "more_than", "<": "less_than"}
_WORDS: tuple[str, ...] = (
    "is_missing",
    "is_present",
    "is_not",
    "is",
    "in",
    "contains",
    "starts_with",
    "at_least",
    "at_most",
)
_WORDS += ("more_than", "less_than", "before", "after")
_VALUE = r'"[^"]*"|\'[^\']*\'|[^\s,"\'][^\s,]*'
_TEST = re.compile(
    rf"\s*(?P<key>[^\s=!<>\"']+)\s*(?:(?P<op>==|=|!=|>=|<=|>|<|\b(?:{'|'.join(_WORDS)})\b)\s*"
    rf"(?P<values>(?:{_VALUE})(?:\s*,\s*(?:{_VALUE}))*)?)\s*(?:\band\b|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_EXCLUDE = re.compile(r"(?P<event>.+?)(?::(?P<after>\d+)-(?P<before>\d+))?")


def read_step(text: str) -> Any:
    """`NAME` or `NAME where TEST and TEST ...` as an event; raises click.UsageError."""
    name, _sep, tests = text.partition(" where ")
    if not name.strip():
        raise click.UsageError(_("A step needs the name of an event."))
    return package.Event(name.strip(), where=_tests(text, tests) if tests else {})


def read_exclusion(text: str) -> Any:
    """`x` or `x:1-2`: the event (with its tests) and between which steps it may not come; raises click.UsageError."""
    found = _EXCLUDE.fullmatch(text.strip())
    if found is None:
        raise click.UsageError(_("A step needs the name of an event."))
    after, before = (int(found[key]) if found[key] else None for key in ("after", "before"))
    return package.Exclude(read_step(found["event"]), after=after, before=before)


def _tests(text: str, tests: str) -> dict[str, Any]:
    where: dict[str, Any] = {}
    place = 0
    while place < len(tests):
        found = _TEST.match(tests, place)
        operator = _operator(found["op"]) if found else ""
        if found is None or (found["values"] is None) == (operator not in ("is_missing", "is_present")):
            words = _('"{text}" cannot be read from "{rest}" on. Write for example: {example}').format(
                text=text, rest=tests[place:].strip(), example="purchase where amount >= 100 and country in FI,SE"
            )
            raise click.UsageError(words)
        where.setdefault(found["key"], {})[operator] = _values(found["values"], operator)
        place = found.end()
    return where


def _operator(word: str) -> str:
    return _SIGNS.get(word, word.lower())


def _values(text: str | None, operator: str) -> Any:
    if text is None:
        return True
    values = [_value(one) for one in re.findall(_VALUE, text)]
    return values if operator == "in" or len(values) > 1 else values[0]


def _value(word: str) -> str | float | int | bool:
    """A word in quotes is text; a number, true and false are what they look like."""
    if word[0] in "\"'":
        return word[1:-1]
    if _NUMBER.fullmatch(word):
        return float(word) if "." in word else int(word)
    return {"true": True, "false": False}.get(word.lower(), word)
