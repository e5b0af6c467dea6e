"""What every studio template needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def studio(request: HttpRequest) -> dict[str, Any]:
    """The workspace of the address and the menu; empty outside the studio."""
    return {}
