"""From a tree to the bundle: Pydantic's complaints become problems with a place and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from suppilo.definition.model import Bundle
from suppilo.definition.model.journey import STEP_KINDS
from suppilo.definition.model.shape import known_keys
from suppilo.definition.places import Places
from suppilo.definition.problems import Path, Problem
from suppilo.kernel.conditions import ConditionError, did_you_mean

#: Lists whose items Pydantic tells by kind: it puts the kind into the path, where the document has none.
_STEP_LISTS = ("steps", "then", "otherwise", "on_timeout")


def shape(tree: dict[str, Any], places: Places) -> tuple[Bundle | None, list[Problem]]:
    """The bundle, or what keeps the tree from being one."""
    business = tree.get("business")
    languages = business.get("languages") if isinstance(business, dict) else None
    first = languages[0] if isinstance(languages, list) and languages and isinstance(languages[0], str) else ""
    try:
        return Bundle.model_validate(tree, context={"language": first}), []
    except ValidationError as error:
        wrong = [one for one in error.errors(include_url=False) if not _follows(one)]
        return None, [_problem(one, tree, places) for one in wrong]


def _follows(error: ErrorDetails) -> bool:
    """A list whose items were refused is then also "too short": that is no mistake of its own."""
    return error["type"] == "too_short" and bool(error["input"])


def _problem(error: ErrorDetails, tree: Any, places: Places) -> Problem:
    path = _path(error["loc"])
    at_key = error["type"] == "extra_forbidden"
    if path and path[-1] == "[key]":
        path, at_key = path[:-1], True
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, ConditionError):
        at_key = cause.code in ("unknown_key", "unknown_operator", "no_condition", "bad_name", "two_conditions")
        return places.problem(cause.code, (*path, *cause.path), str(cause), at_key=at_key, params=cause.params)
    if cause is not None:
        return places.problem(getattr(cause, "code", "value"), path, str(cause))
    overlaid = next((one for one in places.overlays if one[:-1] == path), None)
    if overlaid and isinstance(error["input"], dict):
        return places.problem("texts_not_text", overlaid, "This is not a text that is shown: it has one value only.")
    code, say = _SAYINGS.get(error["type"], ("value", _plainly))
    return places.problem(code, path, say(error, path, tree), at_key=at_key, params=_params(error, path))


def _params(error: ErrorDetails, path: Path) -> dict[str, Any]:
    plain = {key: value for key, value in error.get("ctx", {}).items() if isinstance(value, str | int | float)}
    return {"key": str(path[-1]) if path else "", **plain}


def _path(loc: tuple[str | int, ...]) -> Path:
    path: list[str | int] = []
    for number, part in enumerate(loc):
        in_steps = number >= 2 and isinstance(loc[number - 1], int) and loc[number - 2] in _STEP_LISTS
        if not (in_steps and part in STEP_KINDS):
            path.append(part)
    return tuple(path)


def _unknown(error: ErrorDetails, path: Path, tree: Any) -> str:
    known = known_keys(path[:-1], tree)
    listed = f" There are: {', '.join(known)}." if known else ""
    return f'"{path[-1]}" means nothing here.{did_you_mean(path[-1], known)}{listed}'


def _missing(error: ErrorDetails, path: Path, tree: Any) -> str:
    return f'"{path[-1]}" is missing here: add it.'


def _text(error: ErrorDetails, path: Path, tree: Any) -> str:
    value = error["input"]
    if isinstance(value, dict | list):
        return "One text is expected here, not a list or keys."
    if value is None:
        return "Nothing stands here: write a text, or remove the key."
    return "A text is expected here: put it in quotes."


def _literal(error: ErrorDetails, path: Path, tree: Any) -> str:
    expected = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
    words = expected.replace(" or ", ", ").split(", ")
    return f'"{error["input"]}" cannot stand here.{did_you_mean(error["input"], words)} Write {expected}.'


def _pattern(error: ErrorDetails, path: Path, tree: Any) -> str:
    if "{2}" in str(error.get("ctx", {}).get("pattern")):
        return "A language is two small letters: en, da, nb, fi, sv."
    return f'"{error["input"]}" is no id: use small letters a-z, digits and _, beginning with a letter.'


def _mapping(error: ErrorDetails, path: Path, tree: Any) -> str:
    if isinstance(error["input"], list):
        return "Keys and values are expected here, not a list: remove the dashes."
    return "Keys and values are expected here, each on a line below, indented by two spaces."


def _list(error: ErrorDetails, path: Path, tree: Any) -> str:
    return "A list is expected here: begin each item with a dash."


def _step(error: ErrorDetails, path: Path, tree: Any) -> str:
    keys = error["input"] if isinstance(error["input"], dict) else {}
    hint = next((found for key in keys if key != "id" and (found := did_you_mean(key, STEP_KINDS))), "")
    return f"A step has one of {', '.join(STEP_KINDS)}.{hint}"


def _number(error: ErrorDetails, path: Path, tree: Any) -> str:
    return "A number is expected here."


def _truth(error: ErrorDetails, path: Path, tree: Any) -> str:
    return "Write true or false."


def _plainly(error: ErrorDetails, path: Path, tree: Any) -> str:
    return f"{error['msg']}."


_SAYINGS: dict[str, tuple[str, Callable[[ErrorDetails, Path, Any], str]]] = {
    "extra_forbidden": ("unknown_key", _unknown),
    "missing": ("missing_key", _missing),
    "string_type": ("not_text", _text),
    "literal_error": ("not_one_of", _literal),
    "string_pattern_mismatch": ("bad_id", _pattern),
    "model_type": ("not_a_mapping", _mapping),
    "model_attributes_type": ("not_a_mapping", _mapping),
    "dict_type": ("not_a_mapping", _mapping),
    "too_short": ("empty_list", lambda *_: "At least one item is needed here: add it."),
    "tuple_type": ("not_a_list", _list),
    "union_tag_not_found": ("no_step", _step),
    "union_tag_invalid": ("no_step", _step),
    "int_type": ("not_a_number", _number),
    "int_parsing": ("not_a_number", _number),
    "int_from_float": ("not_a_number", lambda *_: "A whole number is expected here."),
    "float_type": ("not_a_number", _number),
    "float_parsing": ("not_a_number", _number),
    "bool_type": ("not_true_false", _truth),
    "bool_parsing": ("not_true_false", _truth),
}
