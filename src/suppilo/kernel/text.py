"""Text as it is compared: Å is one letter, however it was typed and in whatever case."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` in NFC and case-folded. Folding twice gives the same as folding once."""
    return normalize("NFC", normalize("NFC", text).casefold())
