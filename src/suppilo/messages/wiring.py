"""What the room hangs into others' registries once all apps are loaded."""

from __future__ import annotations

from suppilo.definition.ports import register_confirming
from suppilo.foundation import work
from suppilo.messages import ports
from suppilo.messages.broadcasting import broadcasts
from suppilo.messages.compiling import compile_bundle
from suppilo.messages.erasing import MessageEraser, unlink_messages
from suppilo.messages.lawful import confirming_countries
from suppilo.messages.notices.board import Board
from suppilo.messages.notices.lapsing import lapse
from suppilo.messages.push.owing import owed
from suppilo.messages.reactions.deciding import decide
from suppilo.messages.sequences.merging import FollowerMerger
from suppilo.messages.sequences.reading import sequence_entries
from suppilo.messages.sequences.stepping import sequence_steps
from suppilo.messages.sequences.walking import sequence_walks
from suppilo.messages.tasks import outbox
from suppilo.people.ports import register_eraser, register_merger
from suppilo.publishing.ports import register_compiler


def register() -> None:
    """Compile messages at publish, and empty the outbox whenever the worker turns."""
    register_compiler("messages", compile_bundle)
    register_confirming(confirming_countries)
    work.register("sequence_entries", sequence_entries, order=21)
    work.register("sequence_walks", sequence_walks, order=37)
    work.register("sequence_steps", sequence_steps, order=38)
    work.register("broadcasts", broadcasts, order=39)
    work.register("outbox", outbox, order=40)
    work.register("unseen", lapse, order=41)
    work.register("owed", owed, order=41)
    work.register("reactions", decide, order=8)
    register_eraser("messages", MessageEraser(), unlinker=unlink_messages)
    register_merger("sequences", FollowerMerger())
    ports.use_provider("onsite", Board())
