"""What the room hangs into others' registries once all apps are loaded."""

from __future__ import annotations

from suppilo.people.ports import register_eraser
from suppilo.sales.erasing import TaskEraser


def register() -> None:
    """Tasks go with the person they are about."""
    register_eraser("sales", TaskEraser())
