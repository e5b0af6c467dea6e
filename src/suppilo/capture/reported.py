"""What a browser or a server reports to the collector, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

#: A report is at most this many bytes; more is answered with 413.
LARGEST = 65_536
MOST_EVENTS = 100

_Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
_EventId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
_Visitor = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
_Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_Word = Annotated[str, msgspec.Meta(max_length=1_000)]
_Value = _Word | int | float | bool | list[_Word] | None


class BadReport(Exception):
    """A report cannot be read or does not fit the catalogue; nothing of it was written. The text says why."""


class Happening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event. `id` is made by the sender, random: the same id again is the same event."""

    name: _Name
    id: _EventId
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    properties: dict[str, _Value] = {}


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The JSON that is posted: w the workspace, v the visitor, consent to be measured, events."""

    w: _Slug
    events: Annotated[list[Happening], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]
    v: _Visitor | None = None
    consent: bool = False


@dataclass(frozen=True)
class Report:
    """One report as it came. `visitor` is None unless they allowed to be measured."""

    workspace: str
    visitor: str | None
    events: tuple[Happening, ...]
    user_agent: str
    received_at: datetime


_decoder = msgspec.json.Decoder(Body)


def read_report(body: bytes, *, user_agent: str, now: datetime) -> Report:
    """Read one report. Raises BadReport, naming the place, when the JSON or its shape is wrong."""
    try:
        read = _decoder.decode(body)
    except msgspec.DecodeError as error:
        raise BadReport(str(error)) from error
    return Report(read.w, read.v if read.consent else None, tuple(read.events), user_agent, now)


def misfit(kind: str, value: Any) -> bool:
    """True when `value` cannot be of the declared `kind` (a number as text is a number; None is no value)."""
    if value is None:
        return False
    try:
        return not _FITS[kind](value)
    except (ValueError, OverflowError):
        return True


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | list) and abs(float(value)) < float("inf")


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


_FITS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: not isinstance(value, list),
    "number": _is_number,
    "bool": lambda value: isinstance(value, bool),
    "instant": _is_instant,
    "day": lambda value: isinstance(value, str) and len(value) == 10 and bool(datetime.fromisoformat(value)),
    "list": lambda value: isinstance(value, list | str),
}
