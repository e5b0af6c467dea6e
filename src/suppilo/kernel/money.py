"""Money: integer minor units and a currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Money:
    currency: str
    minor: int

    @classmethod
    def parse(cls, value: Any) -> Money:
        raise NotImplementedError
