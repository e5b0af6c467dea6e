"""An address proved to belong to the person."""

from __future__ import annotations

from datetime import datetime

from suppilo.foundation.writing import writing
from suppilo.people.models import Identifier
from suppilo.people.queries.resolving import canonical


def verify_identifier(workspace_id: int, person_id: int, kind: str, value: str, *, at: datetime) -> bool:
    """Note that the person proved to hold this (normalised) identifier; whether that was new. The first proof stays."""
    with writing():
        owner = canonical([person_id])[person_id]
        rows = Identifier.objects.filter(
            workspace_id=workspace_id, person_id=owner, kind=kind, value=value, verified_at=None
        )
        return rows.update(verified_at=at) > 0
