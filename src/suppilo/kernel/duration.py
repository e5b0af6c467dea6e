"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def parse_duration(value: Any) -> timedelta:
    raise NotImplementedError


def spell_duration(value: timedelta) -> str:
    raise NotImplementedError
