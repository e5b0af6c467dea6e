"""Attribute values cast once, on write, to the type the definition declares. Never guessed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from suppilo.definition.model import PropertyType
from suppilo.kernel.text import fold

_YES = frozenset(("true", "yes", "1"))
_NO = frozenset(("false", "no", "0"))


class CannotCast(ValueError):
    """The value does not fit its declared type."""


@dataclass(frozen=True)
class Cell:
    """One stored value: what was given, and the comparable form its type asks for."""

    text: str
    folded: str = ""
    number: float | None = None
    instant: datetime | None = None
    flag: bool | None = None


def is_missing(value: Any) -> bool:
    """Whether a value says nothing: None, blank text, or an empty list. 0 and false are values."""
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, list) and not value)


def cast(value: Any, kind: PropertyType) -> tuple[Cell, ...]:
    """`value` as cells of `kind`; a list has one per item, all others exactly one. Raises CannotCast."""
    if kind == "list":
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(_text(item) for item in items if not is_missing(item))
    return (_CASTS[kind](value),)


def _text(value: Any) -> Cell:
    if isinstance(value, bool | int | float | str):
        text = str(value).replace("\x00", "").strip()
        if not text:
            raise CannotCast
        return Cell(text, folded=fold(text))
    if isinstance(value, datetime | date):
        return Cell(value.isoformat(), folded=fold(value.isoformat()))
    raise CannotCast


def _number(value: Any) -> Cell:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CannotCast
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise CannotCast from error
    if not math.isfinite(number) or (isinstance(value, str) and "_" in value):
        raise CannotCast
    return Cell(str(value).strip(), folded=str(value).strip(), number=number)


def _flag(value: Any) -> Cell:
    word = str(value).strip().lower()
    if word not in _YES and word not in _NO:
        raise CannotCast
    return Cell(str(value).strip(), folded=word, flag=word in _YES)


def _instant(value: Any) -> Cell:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise CannotCast from error
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise CannotCast  # without a zone the instant would be a guess
    moment = value.astimezone(UTC)
    return Cell(moment.isoformat(), folded=moment.isoformat(), instant=moment)


def _day(value: Any) -> Cell:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError as error:
            raise CannotCast from error
    if not isinstance(value, date) or isinstance(value, datetime):
        raise CannotCast
    return Cell(value.isoformat(), folded=value.isoformat())


_CASTS = {"text": _text, "number": _number, "bool": _flag, "instant": _instant, "day": _day}


def spell(kind: str, cells: Sequence[Cell]) -> Any:
    """The value back as a plain one: text, number, bool, aware datetime, date, or a list of texts."""
    if kind == "list":
        return [cell.text for cell in cells]
    cell = cells[0]
    if kind == "day":
        return date.fromisoformat(cell.folded)
    return {"number": cell.number, "bool": cell.flag, "instant": cell.instant}.get(kind, cell.text)
