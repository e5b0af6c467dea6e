"""Addresses of pages, how amounts are spelled, and what a visitor's cookies say, for rooms above."""

from __future__ import annotations

from suppilo.pages.choice import measured_visitor
from suppilo.pages.places import Place, page_called, page_selling, page_with_slug, pages_of
from suppilo.pages.spelling import amount as spell_amount

__all__ = ["Place", "measured_visitor", "page_called", "page_selling", "page_with_slug", "pages_of", "spell_amount"]
