"""What a page's blocks need to know of the world; the room `pages` answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from suppilo.definition.model.base import Texts, say


@dataclass(frozen=True)
class OfferView:
    """An offer ready to be shown. `price` and `note` are spelled in the visitor's language; `address` sells it."""

    id: str
    name: str
    summary: str = ""
    price: str = ""
    note: str = ""
    address: str | None = None


@dataclass(frozen=True)
class PageContext:
    """Language, and the live parts of a page.

    `form`, `buy` and `push` answer finished, safe HTML (they carry tokens and messages); everything else answers plain
    values, which the blocks escape. `see_offer` is the word on a link to an offer that has no label of its own.
    """

    language: str
    fallbacks: tuple[str, ...]
    page: Callable[[str], str | None]
    offer: Callable[[str], OfferView | None]
    image: Callable[[str], str | None]
    form: Callable[[str], str]
    buy: Callable[[str, str], str]
    push: Callable[[str, str], str] = lambda purpose, label: ""
    see_offer: str = "See the offer"

    def say(self, text: Texts | None) -> str:
        """A text in the visitor's language; empty when there is none."""
        return say(text, self.language, *self.fallbacks) if text else ""
