"""What the room hangs into others' registries once all apps are loaded."""

from __future__ import annotations

from suppilo.foundation import work
from suppilo.journeys.asking import forget_asked
from suppilo.journeys.calendars import journey_calendars
from suppilo.journeys.choosing import JourneyAsker
from suppilo.journeys.erasing import JourneyEraser, unlink_journeys
from suppilo.journeys.intakes import journey_intakes
from suppilo.journeys.merging import JourneyMerger
from suppilo.journeys.moving import JourneyMover
from suppilo.journeys.outliving import outlived
from suppilo.journeys.pausing import journey_resumes
from suppilo.journeys.reading import read_facts
from suppilo.journeys.tasks import journey_steps
from suppilo.messages.ports import register_outlived
from suppilo.people.ports import register_eraser, register_merger
from suppilo.publishing.ports import register_asker, register_mover


def register() -> None:
    """Read the log after it has settled, then step; answer who is inside when a version is planned, and what is not
    to be said any more."""
    work.register("journeys", read_facts, order=20)
    work.register("journey_calendars", journey_calendars, order=22)
    work.register("journey_intakes", journey_intakes, order=24)
    work.register("journey_resumes", journey_resumes, order=26)
    work.register("journey_steps", journey_steps, order=30)
    work.register("journey_asked", forget_asked, order=930)
    register_merger("journeys", JourneyMerger())
    register_eraser("journeys", JourneyEraser(), unlinker=unlink_journeys)
    register_mover("journeys", JourneyMover())
    register_asker("journeys", JourneyAsker())
    register_outlived(outlived)
