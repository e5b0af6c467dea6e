"""Times in cells, read by a stated form: never guessed row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from suppilo.capture.imports.refusal import RowRefused

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
Reader = Callable[[str], datetime]


def zone_called(name: str) -> ZoneInfo | None:
    """The time zone, None when there is none of this name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def reader_of(format: str, zone: str, column: str) -> Reader:
    """A function from a cell to an aware UTC instant; it raises RowRefused for anything else.

    A day alone is its midnight in `zone`. A local time that a clock change skips or repeats is read with the offset
    before the change (`fold=0`).
    """
    local = zone_called(zone) or UTC
    parse = _PARSERS.get(format) or (lambda text: datetime.strptime(text, format))  # noqa: DTZ007 - the zone follows

    @lru_cache(maxsize=8_192)
    def read(text: str) -> datetime:
        try:
            moment = parse(text.strip())
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=local)
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise RowRefused("bad_time", column=column, value=text, format=format) from error
        if not EARLIEST <= moment < LATEST:
            raise RowRefused("time_out_of_range", column=column, value=text)
        return moment

    return read


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text.removesuffix(" UTC") + "Z" if text.endswith(" UTC") else text)


_PARSERS: dict[str, Reader] = {
    "auto": _iso,
    "unix": lambda text: datetime.fromtimestamp(float(text), UTC),
    "unix_ms": lambda text: datetime.fromtimestamp(float(text) / 1000, UTC),
}
