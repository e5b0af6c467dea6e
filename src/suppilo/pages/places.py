"""Where things are in a definition: which page has a slug, and which page sells an offer. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suppilo.definition.model import Block, Bundle, Form, Page


@dataclass(frozen=True)
class Place:
    """A page and the funnel it stands in."""

    funnel_id: str
    page_id: str
    page: Page


def pages_of(bundle: Bundle) -> Iterator[Place]:
    """All pages, funnel by funnel."""
    for funnel in bundle.funnels:
        for page_id, page in funnel.pages.items():
            yield Place(funnel.id, page_id, page)


def page_with_slug(bundle: Bundle, slug: str) -> Place | None:
    """The page at this address."""
    return next((place for place in pages_of(bundle) if place.page.slug == slug), None)


def page_called(bundle: Bundle, page_id: str) -> Place | None:
    """The page with this id."""
    return next((place for place in pages_of(bundle) if place.page_id == page_id), None)


def page_selling(bundle: Bundle, offer_id: str) -> Place | None:
    """The page with a buy block for the offer, else the one whose form delivers it."""
    for place in pages_of(bundle):
        if any(block.kind == "buy" and block.offer == offer_id for block in place.page.blocks):
            return place
    for place in pages_of(bundle):
        for block in place.page.blocks:
            form = form_called(bundle, block.form) if block.form and block.kind == "form" else None
            if form and form.magnet == offer_id:
                return place
    return None


def form_called(bundle: Bundle, form_id: str) -> Form | None:
    """The form with this id."""
    return next((funnel.forms[form_id] for funnel in bundle.funnels if form_id in funnel.forms), None)


def has_form(page: Page, form_id: str) -> bool:
    """Whether the page shows this form (a post to it must not reach forms of other pages)."""
    return any(_shows(block, form_id) for block in page.blocks)


def asks_for_push(bundle: Bundle, purpose: str) -> bool:
    """Whether any page asks for notifications of this purpose."""
    return any(purpose in push_purposes(place.page) for place in pages_of(bundle))


def push_purposes(page: Page) -> list[str]:
    """The purposes for which this page asks to show notifications."""
    return [block.purpose for block in page.blocks if block.kind == "push" and block.purpose]


def _shows(block: Block, form_id: str) -> bool:
    return block.kind == "form" and block.form == form_id
