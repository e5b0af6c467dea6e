"""Addresses of pages and how amounts are spelled, for rooms above."""

from __future__ import annotations

from suppilo.pages.places import Place, page_called, page_selling, page_with_slug, pages_of
from suppilo.pages.spelling import amount as spell_amount

__all__ = ["Place", "page_called", "page_selling", "page_with_slug", "pages_of", "spell_amount"]
