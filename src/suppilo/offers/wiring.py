"""What the room hands into others' registries once all apps are loaded."""

from __future__ import annotations

from suppilo.offers.merging import OrderMerger
from suppilo.people.ports import register_merger


def register() -> None:
    """Tell of orders and carts when people are merged."""
    register_merger("offers", OrderMerger())
