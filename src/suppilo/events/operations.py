"""Writing the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class NewFact:
    """A fact to be written. `at` is when it happened; `external_id` makes a repeat harmless (one is made if empty)."""

    name: str
    person_id: int | None
    at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)
    source: str = "suppilo"
    external_id: str = ""
    origin: str = "live"
    traffic: str = "person"


@dataclass(frozen=True)
class Recorded:
    """What `record` did, row by row in the order given: the log's sequence number, and whether it was new."""

    seqs: tuple[int, ...]
    created: tuple[bool, ...]
    conflicts: int


def record(workspace_id: int, facts: Sequence[NewFact]) -> Recorded:
    """Append facts in one transaction. A repeat is not written again; with other content it is kept as a conflict.

    Raises UnknownFact, ContactDataInFact, BadProperty (all `FactRefused`): the text says which fact and what to do.
    """
    raise NotImplementedError
