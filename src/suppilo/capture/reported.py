"""What a browser or a server reports to the collector, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec

#: A report is at most this many bytes; more is answered with 413.
LARGEST = 65_536
MOST_EVENTS = 100
#: A sender's clock that differs by more than this is taken to be wrong, and its times are moved by the difference.
CLOCK_MAY_DIFFER = timedelta(seconds=30)

_Visitor = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
_Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_Word = Annotated[str, msgspec.Meta(max_length=1_000)]
_Words = Annotated[list[_Word], msgspec.Meta(max_length=50)]
_Value = _Word | int | float | bool | _Words | None
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class BadReport(Exception):
    """A report cannot be read; nothing of it was written. The text says where and why."""


class Happening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event. `id` is made by the sender, random: the same id again is the same event."""

    name: Annotated[str, msgspec.Meta(max_length=63)]
    id: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    at: _Instant | None = None
    properties: dict[str, _Value] = {}


_Happenings = Annotated[list[Happening], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]
_Pieces = Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    w: _Slug
    v: _Visitor | None = None
    consent: bool = False
    sent: _Instant | None = None


class Body(_Head, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The JSON that is posted: w the workspace, v the visitor, consent to be measured, sent (their clock), events."""

    events: _Happenings


class _LooseBody(_Head, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same with events that are read one by one, to find which of them is wrong."""

    events: _Pieces


class RefusedEvent(msgspec.Struct, frozen=True):
    """An event that was not taken: its place in the report, why, and what is known of it (`content` is its JSON)."""

    place: int
    reason: str
    name: str = ""
    id: str = ""
    content: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report as it came. `visitor` is None unless they allowed to be measured; `origin` is set where a page of
    another site sent it; `events` are with their places, for those that could not be read are in `refused`.
    """

    workspace: str
    visitor: str | None
    consent: Literal["yes", "no"]
    events: tuple[tuple[int, Happening], ...]
    user_agent: str
    received_at: datetime
    clock_off: timedelta = timedelta()
    origin: str = ""
    ip: str = ""
    refused: tuple[RefusedEvent, ...] = ()


_decoder = msgspec.json.Decoder(Body)
_loose_decoder = msgspec.json.Decoder(_LooseBody)
_event_decoder = msgspec.json.Decoder(Happening)
_NO_SHIFT = timedelta()
#: Not only what msgspec says: also text that is no UTF-8, and brackets in brackets without end.
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def read_report(body: bytes, *, user_agent: str, now: datetime, origin: str = "", ip: str = "") -> Report:
    """Read one report. Raises BadReport, naming the place, when nothing of it can be read."""
    refused: tuple[RefusedEvent, ...] = ()
    read: Body | _LooseBody
    try:
        read = _decoder.decode(body)
        events = tuple(enumerate(read.events))
    except msgspec.ValidationError as error:
        read, events, refused = _piece_by_piece(body, error)
    except _UNREADABLE as error:
        raise BadReport(str(error)) from error
    off = now - read.sent if read.sent else _NO_SHIFT
    return Report(
        workspace=read.w,
        visitor=read.v if read.consent else None,
        consent="yes" if read.consent else "no",
        events=events,
        user_agent=user_agent,
        received_at=now,
        clock_off=off if abs(off) > CLOCK_MAY_DIFFER else _NO_SHIFT,
        origin=origin,
        ip=ip,
        refused=refused,
    )


def _piece_by_piece(
    body: bytes, error: msgspec.ValidationError
) -> tuple[_LooseBody, tuple[tuple[int, Happening], ...], tuple[RefusedEvent, ...]]:
    """The events that can be read, and why the others cannot; raises BadReport when the fault is not in an event."""
    try:
        read = _loose_decoder.decode(body)
    except _UNREADABLE as fault:
        raise BadReport(str(fault)) from error
    events, refused = [], []
    for place, piece in enumerate(read.events):
        try:
            events.append((place, _event_decoder.decode(piece)))
        except _UNREADABLE as fault:
            refused.append(RefusedEvent(place, f"events[{place}]: {fault}", content=_text(piece)))
    return read, tuple(events), tuple(refused)


def _text(piece: msgspec.Raw) -> str:
    return bytes(piece).decode("utf-8", "replace")


def is_event_id(value: str) -> bool:
    """Whether an id has the form that an event's id must have (its length was looked at when it was read)."""
    return (value.isascii() and value.isalnum()) or _ID.fullmatch(value) is not None


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
