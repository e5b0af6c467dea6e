"""JSON Schema of the files of a definition, so that editors complete keys and underline mistakes while you type."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from suppilo.definition.model import Bundle, Funnel
from suppilo.definition.schema.conditions import CONDITION, TESTS, WHERE

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by the name of the file to write them to."""
    return {"business.schema.json": business_schema(), "funnel.schema.json": funnel_schema()}


def business_schema() -> dict[str, Any]:
    """What may stand in business.yaml (or in a single file that holds everything)."""
    return _finished(Bundle.model_json_schema(), "A business: business.yaml")


def funnel_schema() -> dict[str, Any]:
    """What may stand in funnels/<id>.yaml; the id is the file's name and may be left out."""
    schema = _finished(Funnel.model_json_schema(), "A funnel: funnels/<id>.yaml")
    schema["required"] = [key for key in schema["required"] if key != "id"]
    return schema


def _finished(schema: dict[str, Any], title: str) -> dict[str, Any]:
    found: dict[str, Any] = _with_conditions(schema)
    found.setdefault("$defs", {}).update(deepcopy({"Condition": CONDITION, "Where": WHERE, "Tests": TESTS}))
    return {"$schema": _DIALECT, **found, "title": title}


def _with_conditions(part: Any) -> Any:
    """The placeholders of conditions become references to their one schema."""
    if isinstance(part, list):
        return [_with_conditions(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("title") in ("Condition", "Where") and "properties" not in part and "type" not in part:
        return {"$ref": f"#/$defs/{part['title']}"}
    return {key: _with_conditions(value) for key, value in part.items()}
