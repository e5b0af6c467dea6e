"""What this room hands in: the work that keeps the store up to the log."""

from __future__ import annotations

from suppilo.events.store.tasks import tick
from suppilo.foundation import work


def register() -> None:
    """Called once, when all models are there. Reports can wait: everything that acts on facts goes first."""
    work.register("event_store", tick, order=90)
