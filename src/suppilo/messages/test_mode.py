"""Test mode: only addresses on a list get anything."""

from __future__ import annotations

from dataclasses import dataclass

from suppilo.messages.models import TestMode


@dataclass(frozen=True)
class TestList:
    """Whether test mode is on, and the addresses (small letters) that are written to all the same.

    An entry such as `@example.org` lets a whole domain through. Notifications and messages on the page reach the
    browsers of those who have an address on the list.
    """

    is_on: bool = False
    addresses: tuple[str, ...] = ()

    def lets(self, address: str) -> bool:
        """Whether this address may be written to."""
        folded = address.strip().lower()
        return not self.is_on or folded in self.addresses or f"@{folded.rpartition('@')[2]}" in self.addresses


def test_list(workspace_id: int) -> TestList:
    """The workspace's test mode; off where nobody has touched it."""
    row = TestMode.objects.filter(pk=workspace_id).first()
    return TestList(row.is_on, tuple(row.addresses)) if row else TestList()
