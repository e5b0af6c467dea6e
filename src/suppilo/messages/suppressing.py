"""The keyed hash by which a suppressed address is known."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def digest(workspace_id: int, channel: str, address: str) -> str:
    """HMAC-SHA256 of the normalised address under the installation's secret, different in every workspace."""
    folded = address.strip().lower()
    return salted_hmac(f"suppilo.messages.suppression.{workspace_id}.{channel}", folded, algorithm="sha256").hexdigest()
