"""Writing the log and moving through it."""

from suppilo.events.errors import FactRefused
from suppilo.events.operations.reader import consume, start_reader_at_end
from suppilo.events.operations.record import NewFact, Recorded, record

__all__ = ["FactRefused", "NewFact", "Recorded", "consume", "record", "start_reader_at_end"]
