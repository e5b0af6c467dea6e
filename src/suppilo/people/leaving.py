"""What the rooms above hold of a person: shown, exported, and erased.

An erased person's facts, and whatever is only counted, go to a number that stands for nobody. Such numbers are random
and negative: nothing links them with the number that the person had, and nothing starts for them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

#: removed: gone. unlinked: still counted, under a number that stands for nobody. hashed: a keyed hash of it stays.
#: kept: by law, until a day.
Fate = Literal["removed", "unlinked", "hashed", "kept"]


@dataclass(frozen=True, kw_only=True)
class Whose:
    """A person: every number that stands for them, and every (kind, value) by which they are recognised."""

    workspace_id: int
    person_id: int
    numbers: tuple[int, ...]
    contacts: tuple[tuple[str, str], ...]
    now: datetime

    def values(self, kind: str) -> list[str]:
        """Their identifiers of one kind."""
        return [value for own, value in self.contacts if own == kind]


@dataclass(frozen=True)
class Holding:
    """How many of something a room holds of a person, and what an erasure does with it.

    The studio has words for each `code`. `until` is the last day on which what is kept must be kept.
    """

    code: str
    count: int
    fate: Fate = "removed"
    until: date | None = None


class Eraser(Protocol):
    """A room's part in an erasure and in an export."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """What the room holds and what will become of it; nothing where there is nothing. Only reads."""
        ...

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Everything the room holds of the person, as plain JSON: name of the thing -> rows."""
        ...

    def erase(self, whose: Whose, nobody: int) -> None:
        """Remove it, or let it count for `nobody`. Called inside one short transaction; may be called again.

        Whatever there may be thousands of is left to an `Unlinker`, but for what would still reach the person.
        """
        ...


class Unlinker(Protocol):
    """What a room has thousands of for one person: unlinked in batches behind the first transaction."""

    def __call__(self, whose: Whose, nobody: int, *, limit: int) -> int:
        """Let up to `limit` rows count for `nobody`; answers how many, 0 when none is left. May be called again."""
        ...


_erasers: dict[str, Eraser] = {}
_unlinkers: dict[str, Unlinker] = {}


def register_eraser(name: str, eraser: Eraser, *, unlinker: Unlinker | None = None) -> None:
    """Add a room's part (from its AppConfig). A second one of the same name replaces the first."""
    _erasers[name] = eraser
    if unlinker is not None:
        _unlinkers[name] = unlinker


def erasers() -> dict[str, Eraser]:
    """Every room's part by name, in the order of registration."""
    return dict(_erasers)


def unlinkers() -> dict[str, Unlinker]:
    """By room, what is unlinked in batches."""
    return dict(_unlinkers)


def new_nobody() -> int:
    """A number that stands for nobody."""
    return -(secrets.randbelow(2**52) + 2**20)


def is_nobody(person_id: int | None) -> bool:
    """Whether a number was made by `new_nobody`."""
    return person_id is not None and person_id < 0
