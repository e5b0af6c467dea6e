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

_movers: dict[str, Mover] = {}
_compilers: dict[str, Compiler] = {}


def register_mover(name: str, mover: Mover) -> None:
    """Add a room's answer (from its AppConfig); movers run in the order of their names."""
    _movers[name] = mover


def register_compiler(name: str, compiler: Compiler) -> None:
    """Add `compiler(workspace_id, version_id, bundle)`, called once before a version can run; raising refuses it."""
    _compilers[name] = compiler


def movers() -> dict[str, Mover]:
    """All movers by name."""
    return dict(sorted(_movers.items()))


def compilers() -> dict[str, Compiler]:
    """All compilers by name."""
    return dict(sorted(_compilers.items()))
