"""A condition in the document: parsed at once into the kernel's plain values."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from suppilo.kernel.conditions import Condition as ConditionValue
from suppilo.kernel.conditions import parse_condition, spell_condition


def _parse(value: Any) -> Any:
    return value if isinstance(value, ConditionValue) else parse_condition(value)


Condition = Annotated[
    ConditionValue,
    BeforeValidator(_parse),
    PlainSerializer(spell_condition, return_type=dict),
]
