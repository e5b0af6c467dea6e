"""Which keys a kind of block takes, which it needs, and that what it points to is there."""

from __future__ import annotations

from dataclasses import dataclass

from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import Block
from suppilo.definition.problems import Path

_TARGETS = ("page", "url", "form", "offer")
_ALWAYS = frozenset({"id", "kind", "extra"})


@dataclass(frozen=True)
class _Kind:
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    in_mail: bool = True


_BUTTON = ("label", "link", *_TARGETS)
KINDS: dict[str, _Kind] = {
    "hero": _Kind(("heading",), ("body", "image", "alt", *_BUTTON)),
    "heading": _Kind(("heading",), ("body", *_BUTTON)),
    "text": _Kind(("body",), ("heading", *_BUTTON)),
    "image": _Kind(("image", "alt"), ("body",)),
    "list": _Kind(("items",), ("heading", "body")),
    "quote": _Kind(("body",), ("by",)),
    "form": _Kind(("form",), ("heading", "body"), in_mail=False),
    "offer": _Kind(("offer",), ("heading", "body", "label")),
    "buy": _Kind(("offer",), ("heading", "body", "label")),
    "button": _Kind(("label",), _BUTTON),
    "divider": _Kind(),
    "faq": _Kind(("items",), ("heading", "body")),
    "comparison": _Kind(("items",), ("heading", "body"), in_mail=False),
    "push": _Kind(("purpose",), ("heading", "body", "label"), in_mail=False),
}


def check(finder: Finder) -> None:
    """Look at every block of every page and message."""
    for shelf in ("pages", "messages"):
        for _, thing, path in finder.of(shelf):
            for number, block in enumerate(thing.blocks):
                _block(finder, block, (*path, "blocks", number), in_mail=shelf == "messages")


def _block(finder: Finder, block: Block, path: Path, *, in_mail: bool) -> None:
    kind = KINDS[block.kind]
    given = {
        name for name in type(block).model_fields if name not in _ALWAYS and getattr(block, name) not in (None, ())
    }
    for name in kind.needs:
        if name not in given:
            finder.complain("block_needs", path, kind=block.kind, key=name)
    for name in sorted(given - {*kind.needs, *kind.takes}):
        takes = ", ".join((*kind.needs, *kind.takes)) or "–"
        finder.complain("block_key", (*path, name), at_key=True, kind=block.kind, key=name, takes=takes)
    if in_mail and not kind.in_mail:
        finder.complain("block_in_mail", (*path, "kind"), severity="warning", kind=block.kind)
    _points_to(finder, block, path)
    if "label" in kind.takes + kind.needs and block.kind not in ("offer", "buy", "push"):
        _button(finder, block, path, given, in_mail=in_mail)


def _points_to(finder: Finder, block: Block, path: Path) -> None:
    if block.page is not None:
        finder.expect("page", block.page, finder.pages, (*path, "page"))
    if block.purpose is not None and finder.expect(
        "purpose", block.purpose, finder.bundle.purposes, (*path, "purpose")
    ):
        purpose = finder.bundle.purposes[block.purpose]
        if "push" not in purpose.channels or purpose.kind != "marketing":
            finder.complain("push_purpose", (*path, "purpose"), purpose=block.purpose)
    if block.form is not None:
        finder.expect("form", block.form, finder.forms, (*path, "form"))
    offers = finder.bundle.offers
    if block.offer is not None and finder.expect("offer", block.offer, offers, (*path, "offer")):
        role = offers[block.offer].role
        if block.kind == "buy" and role == "magnet":
            finder.complain("magnet_for_sale", (*path, "offer"), offer=block.offer)
        if block.link == "magnet" and role != "magnet":
            finder.complain("not_a_magnet", (*path, "offer"), offer=block.offer, role=role)


def _button(finder: Finder, block: Block, path: Path, given: set[str], *, in_mail: bool) -> None:
    targets = [name for name in _TARGETS if name in given]
    link = block.link
    if link in ("magnet", "confirm") and not in_mail:
        finder.complain("link_in_page", (*path, "link"), link=link)
    needed = {"magnet": "offer", "offer": "offer", "page": "page", "url": "url"}.get(link or "")
    if needed and needed not in given:
        finder.complain("link_target", path, link=link, key=needed)
    elif link is None and len(targets) > 1:
        finder.complain("two_targets", path, targets=", ".join(targets))
    elif link is None and block.label is not None and not targets:
        finder.complain("no_target", path)
    elif block.label is None and (targets or link):
        finder.complain("no_label", path)
