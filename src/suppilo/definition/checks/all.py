"""All checks, in the order of the document."""

from __future__ import annotations

from suppilo.definition.model import Bundle
from suppilo.definition.places import Places
from suppilo.definition.problems import Problem


def check(bundle: Bundle, places: Places) -> list[Problem]:
    """Every mistake that the shape alone does not show."""
    return []
