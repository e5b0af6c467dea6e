"""Keys of servers: how they look, and what they may be for."""

from __future__ import annotations

from hashlib import sha256

#: How every key begins, so that one that was left somewhere is known for what it is.
BEGINS = "suppilo_"
#: What a key may be for, one thing each.
ENROL = "journeys.enrol"
SCOPES = frozenset({ENROL})


def digest_of(text: str) -> str:
    """What is kept of a key."""
    return sha256(text.encode()).hexdigest()
