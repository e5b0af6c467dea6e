"""Reading the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class StoredFact:
    """One fact as a reader sees it."""

    seq: int
    xid: int
    workspace_id: int
    person_id: int | None
    name: str
    at: datetime
    received_at: datetime
    source: str
    external_id: str
    origin: str
    is_act: bool
    traffic: str
    properties: dict[str, Any]
    folded: dict[str, Any]
