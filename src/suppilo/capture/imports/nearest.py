"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, upper and lower case alike; "" when none is."""
    by_lower = {one.casefold().strip(): one for one in known}
    found = get_close_matches(word.casefold().strip(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""
