"""What the room hands into others' registries once all apps are loaded."""

from __future__ import annotations

from suppilo.foundation import work
from suppilo.offers.erasing import OrderEraser, forget_buyers
from suppilo.offers.merging import OrderMerger
from suppilo.people.ports import register_eraser, register_merger


def register() -> None:
    """Tell of orders and carts when people are merged, keep the books when one is erased."""
    register_merger("offers", OrderMerger())
    register_eraser("offers", OrderEraser())
    work.register("forget_buyers", forget_buyers, order=930)
