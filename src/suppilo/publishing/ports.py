"""What publishing asks of the rooms above: who is inside, moving them, and preparing a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from suppilo.definition.model import Bundle

What = Literal["stay", "move", "stop", "start"]


@dataclass(frozen=True)
class Movement:
    """How many people a new version leaves in place, moves or stops at one object of the definition.

    `kind` and `id` name the object ("stage", "coffee.lead"); `to` is where a move ends.
    """

    kind: str
    id: str
    what: What
    people: int
    to: str = ""


@dataclass(frozen=True)
class Option:
    """One choice of a question, and how many people it does what to: ((code, people), ...)."""

    name: str
    outcomes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Question:
    """What is to happen to the `people` inside one object of the definition; the first option is taken unless said."""

    kind: str
    id: str
    people: int
    options: tuple[Option, ...]


class Asker(Protocol):
    """A room that asks what is to happen to people when a new version runs."""

    def questions(self, workspace_id: int, old: Bundle | None, new: Bundle) -> list[Question]:
        """What `new` leaves open, with the counts of each choice. The answers are kept with the version."""
        ...


class Mover(Protocol):
    """A room with people inside parts of a definition."""

    def count(self, workspace_id: int, old: Bundle | None, new: Bundle, now: datetime) -> list[Movement]:
        """What applying `new` would do to the people inside, without doing it."""
        ...

    def move(
        self, workspace_id: int, version_id: int, old: Bundle | None, new: Bundle, cursor: dict[str, Any], now: datetime
    ) -> tuple[dict[str, Any] | None, int]:
        """Move the next batch in a short transaction of its own; answers the next cursor (None: done) and how many.

        It must be safe to call again with the same cursor: a worker may have died after the batch.
        """
        ...


Compiler = Callable[[int, int, Bundle], None]

_askers: dict[str, Asker] = {}
_movers: dict[str, Mover] = {}
_compilers: dict[str, Compiler] = {}


def register_mover(name: str, mover: Mover) -> None:
    """Add a room's answer (from its AppConfig); movers run in the order of their names."""
    _movers[name] = mover


def register_asker(name: str, asker: Asker) -> None:
    """Add a room's questions (from its AppConfig)."""
    _askers[name] = asker


def register_compiler(name: str, compiler: Compiler) -> None:
    """Add `compiler(workspace_id, version_id, bundle)`, called once before a version can run; raising refuses it."""
    _compilers[name] = compiler


def movers() -> dict[str, Mover]:
    """All movers by name."""
    return dict(sorted(_movers.items()))


def compilers() -> dict[str, Compiler]:
    """All compilers by name."""
    return dict(sorted(_compilers.items()))


def askers() -> dict[str, Asker]:
    """All askers by name."""
    return dict(sorted(_askers.items()))
