"""What the room hangs into others' registries once all apps are loaded."""

from __future__ import annotations

from suppilo.experiments.erasing import ExposureEraser
from suppilo.experiments.merging import ExposureMerger
from suppilo.people.ports import register_eraser, register_merger


def register() -> None:
    """Variants follow the person they were given to."""
    register_merger("experiments", ExposureMerger())
    register_eraser("experiments", ExposureEraser())
