"""Conditions as plain values."""

from __future__ import annotations

from typing import Any


class Condition:
    pass


def parse_condition(value: Any) -> Condition:
    raise NotImplementedError


def spell_condition(value: Condition) -> dict[str, Any]:
    raise NotImplementedError
