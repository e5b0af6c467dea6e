"""The condition language as JSON Schema. A test holds it against the parser."""

from __future__ import annotations

from typing import Any

from suppilo.kernel.conditions.parsing import CHANNELS, IDENTIFIERS, STATES

_NAME: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,62}$"}
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_MOMENT: dict[str, Any] = {"type": "string", "description": "2026-03-01, 2026-03-01T08:00:00+02:00, or now-7d."}
_OPERATORS: dict[str, Any] = {
    "is": _SCALAR,
    "is_not": _SCALAR,
    "in": {"type": "array", "items": _SCALAR, "minItems": 1},
    "contains": _SCALAR,
    "starts_with": {"type": "string"},
    **{name: {"type": "number"} for name in ("at_least", "at_most", "more_than", "less_than")},
    "before": _MOMENT,
    "after": _MOMENT,
    "is_missing": {"const": True},
    "is_present": {"const": True},
}
_NUMERIC = {name: _OPERATORS[name] for name in ("at_least", "at_most", "more_than", "less_than")}
_COUNT = {"type": "integer", "minimum": 0, "maximum": 1_000_000}


def _leaf(description: str, required: tuple[str, ...], properties: dict[str, Any], least: int = 1) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        "minProperties": least,
    }


_THIS = {"$ref": "#/$defs/Condition"}
_PARTS = {"type": "array", "items": _THIS, "minItems": 1}

TESTS: dict[str, Any] = {
    "description": "A value (is), a list (in), or comparisons.",
    "anyOf": [
        _SCALAR,
        {"type": "array", "items": _SCALAR, "minItems": 1},
        {"type": "object", "properties": _OPERATORS, "additionalProperties": False, "minProperties": 1},
    ],
}
WHERE: dict[str, Any] = {
    "type": "object",
    "description": "Properties of the fact; all must fit.",
    "propertyNames": {"pattern": _NAME["pattern"]},
    "additionalProperties": {"$ref": "#/$defs/Tests"},
}
CONDITION: dict[str, Any] = {
    "description": "Something that holds of a person, or does not.",
    "anyOf": [
        _leaf(
            "Facts of this name, within so much time.",
            ("event",),
            {
                "event": _NAME,
                "where": {"$ref": "#/$defs/Where"},
                "count": _leaf("How often.", (), {"at_least": _COUNT, "at_most": _COUNT}),
                "within": {"type": "string", "description": "30d: from now back."},
                "since": {"type": "string", "format": "date-time"},
            },
        ),
        _leaf("What is known of the person.", ("attribute",), {"attribute": _NAME, **_OPERATORS}, 2),
        _leaf("How the person can be recognised.", ("identifier",), {"identifier": {"enum": list(IDENTIFIERS)}}),
        _leaf(
            "What the person agreed to.",
            ("consent",),
            {"consent": _NAME, "channel": {"enum": list(CHANNELS)}, "state": {"enum": list(STATES)}},
        ),
        _leaf("In a segment.", ("segment",), {"segment": _NAME}),
        _leaf("Stands at a stage now.", ("stage", "funnel"), {"stage": _NAME, "funnel": _NAME}),
        _leaf("Has reached a stage once.", ("reached", "funnel"), {"reached": _NAME, "funnel": _NAME}),
        _leaf("A score.", ("score",), {"score": _NAME, **_NUMERIC}, 2),
        _leaf("Every part holds.", ("all",), {"all": _PARTS}),
        _leaf("At least one part holds.", ("any",), {"any": _PARTS}),
        _leaf("The part does not hold.", ("not",), {"not": _THIS}),
    ],
}
