"""Turning test mode on and off."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.foundation.writing import writing
from suppilo.messages.models import TestMode


def set_test_mode(workspace_id: int, *, is_on: bool, addresses: Sequence[str]) -> None:
    """From now on only `addresses` (or whole domains, as `@example.org`) get anything; with `is_on` false everybody."""
    kept = sorted({one.strip().lower() for one in addresses if one.strip()})
    with writing():
        TestMode.objects.update_or_create(workspace_id=workspace_id, defaults={"is_on": is_on, "addresses": kept})
