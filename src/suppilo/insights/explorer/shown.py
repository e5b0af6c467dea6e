"""What a page shows of an answer, whichever question it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from suppilo.insights.explorer.sheets import Sheet


@dataclass(frozen=True)
class Picture:
    """A picture with its name: safe markup made by `charts`. `alone` is the one that stands by itself in a file.

    `brief`: its name where there is little room, if that is another. `caption`: what stands below it.
    """

    title: str
    markup: str
    alone: str
    brief: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Shown:
    """An answer in words, pictures and tables; `definitions` say what the numbers mean, one click away."""

    title: str
    pictures: Sequence[Picture]
    sheets: Sequence[Sheet]
    definitions: Sequence[tuple[str, str]]
    notes: Sequence[str] = field(default_factory=tuple)
    empty: bool = False
    hidden: Sequence[Picture] = ()

    @property
    def files(self) -> list[Picture]:
        """The pictures that can be taken along; `hidden` ones are shown on the page as a table instead."""
        return [*self.pictures, *self.hidden]
