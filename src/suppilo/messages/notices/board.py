"""The way out of messages that are shown on a page: each is put on a board, where the next page view finds it."""

from __future__ import annotations

from datetime import timedelta

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.messages.models import Notice, Outgoing
from suppilo.messages.ports import Envelope

#: How long a message waits for somebody to come, where the definition does not say.
WAITS = timedelta(days=30)


class Board:
    """The provider of the channel onsite. Nobody has to be called, so it is always there."""

    name = "board"
    connections = 20

    def connect(self, place: int) -> BoardLine:
        """A line to the board."""
        return BoardLine()


class BoardLine:
    """Puts one message at a time on the board."""

    def __init__(self) -> None:
        self._next: Envelope | None = None

    def prepare(self, envelope: Envelope) -> None:
        """Nothing can be refused beforehand."""
        self._next = envelope

    def accepted(self) -> None:
        """Nobody is asked."""

    def offer(self) -> None:
        """Put the message up; once, however often it is offered."""
        assert self._next is not None
        row = Outgoing.objects.only("workspace_id", "person_id", "expires_at").get(pk=self._next.outgoing_id)
        until = row.expires_at or clock.now() + WAITS
        about = {"workspace_id": row.workspace_id, "person_id": row.person_id, "until": until}
        with writing():
            Notice.objects.get_or_create(outgoing_id=row.pk, defaults=about)

    def answer(self) -> None:
        """It hangs there as soon as it was offered."""

    def close(self) -> None:
        """Nothing is open."""
