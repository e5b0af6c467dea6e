"""What broadcasts, sequences and their messages are called, where their ids stand among those of the definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from suppilo.messages import queries as messages
from suppilo.studio.words.names import Names


def with_sent(names: Names, workspace_id: int, keys: Iterable[object]) -> Names:
    """The names, with those of broadcasts and sequences if any of `keys` may be one: the definition's have no colon."""
    if names.sent or not any(":" in str(key) for key in keys):
        return names
    return replace(names, sent=messages.broadcast_names(workspace_id) | messages.sequence_names(workspace_id))
