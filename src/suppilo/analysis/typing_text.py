"""What the text of a CSV column means, decided from all its different values at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?")
_TRUTH = {"true": True, "false": False}


def typed_texts(values: Sequence[str]) -> list[Any]:
    """Numbers where every value is one ("007" is none: it is a code), truth where every value is, else the texts."""
    if all(_INTEGER.fullmatch(value) for value in values):
        return [int(value) for value in values]
    if all(_NUMBER.fullmatch(value) for value in values):
        return [float(value) for value in values]
    if all(value.lower() in _TRUTH for value in values):
        return [_TRUTH[value.lower()] for value in values]
    return list(values)


def typed_units(values: Sequence[str]) -> list[Any]:
    """Whole numbers where every unit is one, so that they compare with the keys of other tables; else the texts."""
    if all(_INTEGER.fullmatch(value) and value != "-0" for value in values):
        return [int(value) for value in values]
    return list(values)
