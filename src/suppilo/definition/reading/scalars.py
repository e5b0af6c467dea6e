"""What an unquoted word of YAML means: the core of YAML 1.2, so that `no` is Norwegian and 21:00 is a time of day."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

_INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[-+]?(\d{1,30}\.\d{0,30}|\.\d{1,30})([eE][-+]?\d{1,3})?|[-+]?\d{1,30}[eE][-+]?\d{1,3}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[-+]\d{2}:\d{2})?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False, "True": True, "False": False}


def plain_value(text: str) -> Any:
    """None, truth, number, day, instant, or else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text.replace("t", "T"))
    except ValueError:
        return text
    return text
