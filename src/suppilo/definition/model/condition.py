"""A condition in the document: parsed at once into the kernel's plain values."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, SkipValidation, WithJsonSchema

from suppilo.kernel.conditions import Condition as ConditionValue
from suppilo.kernel.conditions import Test, parse_condition, parse_where, spell_condition, spell_where

Condition = Annotated[
    ConditionValue,
    BeforeValidator(parse_condition),
    PlainSerializer(spell_condition, return_type=dict),
    WithJsonSchema({"title": "Condition"}),
]

#: Tests of a fact's properties, as behind `where` of an event; ask with `suppilo.kernel.conditions.fact_meets`.
Where = Annotated[
    SkipValidation[tuple[Test, ...]],
    BeforeValidator(parse_where),
    PlainSerializer(spell_where, return_type=dict),
    WithJsonSchema({"title": "Where"}),
]
