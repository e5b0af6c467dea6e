"""Pages and messages are lists of structured blocks; their meaning is in `suppilo.blocks`."""

from __future__ import annotations

from typing import Any, Literal

from suppilo.definition.model.base import Id, Part, Slug, Text, WebAddress

BlockKind = Literal[
    "hero",
    "heading",
    "text",
    "image",
    "list",
    "quote",
    "form",
    "offer",
    "buy",
    "button",
    "divider",
    "faq",
    "comparison",
    "push",
]


class Block(Part):
    """One block. Which keys a kind takes is checked by `suppilo.definition.checks`."""

    id: Id | None = None
    kind: BlockKind
    heading: Text | None = None
    body: Text | None = None
    label: Text | None = None
    items: tuple[Text, ...] = ()
    image: str | None = None
    alt: Text | None = None
    form: Id | None = None
    offer: Id | None = None
    page: Id | None = None
    url: WebAddress | None = None
    by: Text | None = None
    purpose: Id | None = None
    link: Literal["page", "url", "magnet", "confirm", "offer"] | None = None
    extra: dict[str, Any] = {}


class Page(Part):
    """A page of the funnel; its address is /<workspace>/<slug>."""

    slug: Slug
    title: Text
    description: Text | None = None
    blocks: tuple[Block, ...]
