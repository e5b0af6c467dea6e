"""What a spreadsheet makes of a cell."""

from __future__ import annotations

from typing import Any

#: A cell that begins so would be taken for a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula; nothing as nothing."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
