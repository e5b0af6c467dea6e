"""Writing the log and moving through it."""

from suppilo.events.errors import FactRefused
from suppilo.events.operations.classing import change_class, change_traffic
from suppilo.events.operations.erasing import Farewell, erase_facts, erase_merges, forget_texts
from suppilo.events.operations.moving import move_person, reread_people
from suppilo.events.operations.reader import consume, end_reader, start_reader_at_end
from suppilo.events.operations.record import NewFact, Recorded, record, record_good
from suppilo.events.operations.storing import Advance, compact_store, rebuild_store, update_store

__all__ = [
    "Advance",
    "FactRefused",
    "Farewell",
    "NewFact",
    "Recorded",
    "change_class",
    "change_traffic",
    "compact_store",
    "consume",
    "erase_facts",
    "erase_merges",
    "forget_texts",
    "move_person",
    "rebuild_store",
    "record",
    "record_good",
    "reread_people",
    "end_reader",
    "start_reader_at_end",
    "update_store",
]
