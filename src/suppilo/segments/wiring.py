"""What this room hands in: the settling tasks and the segments' own nodes."""

from __future__ import annotations

from suppilo.foundation import work
from suppilo.people.ports import register_eraser, register_merger
from suppilo.publishing.ports import register_mover
from suppilo.segments import operations, ports
from suppilo.segments.erasing import MemberEraser
from suppilo.segments.members import Segments
from suppilo.segments.merging import MemberMerger
from suppilo.segments.migrating import SegmentMover


def register() -> None:
    """Called once, when all models are there. Facts settle before journeys act on them."""
    ports.register_nodes("segments", Segments())
    register_merger("segments", MemberMerger())
    register_eraser("segments", MemberEraser())
    register_mover("segments", SegmentMover())
    work.register("settle", operations.settle, order=10)
    work.register("settle_in_time", operations.wake, order=11)
