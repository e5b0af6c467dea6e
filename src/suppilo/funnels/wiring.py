"""What this room hands in: stages as nodes of the settling pass, and one standing at a merge."""

from __future__ import annotations

from suppilo.funnels.erasing import StandingEraser
from suppilo.funnels.merging import StandingMerger
from suppilo.funnels.migrating import StageMover
from suppilo.funnels.settling import Stages
from suppilo.people.ports import register_eraser, register_merger
from suppilo.publishing.ports import register_mover
from suppilo.segments.ports import register_nodes


def register() -> None:
    """Called once, when all models are there."""
    register_merger("funnels", StandingMerger())
    register_eraser("funnels", StandingEraser())
    register_mover("funnels", StageMover())
    register_nodes("funnels", Stages())
