"""From a tree to the bundle: Pydantic's complaints become problems with a place and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from suppilo.definition.model import Bundle
from suppilo.definition.model.shape import known_keys
from suppilo.definition.model.step import STEP_KINDS
from suppilo.definition.places import Places
from suppilo.definition.problems import Path, Problem
from suppilo.kernel.conditions import ConditionError
from suppilo.kernel.saying import Saying, Wrong, did_you_mean, there_are

#: Lists whose items Pydantic tells by kind: it puts the kind into the path, where the document has none.
_STEP_LISTS = ("steps", "then", "otherwise", "on_timeout")
#: Keys whose values are such lists by a name of their own.
_NAMED_LISTS = ("ways",)


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
        path = (*path, *cause.path)
    overlaid = next((one for one in places.overlays if one[:-1] == path), None)
    if overlaid and isinstance(error["input"], dict):
        return places.problem((Saying("texts_not_text"),), overlaid)
    return places.problem(say_error(error, path, tree), path, at_key=at_key)


def say_error(error: ErrorDetails, path: Path, tree: Any) -> tuple[Saying, ...]:
    """What Pydantic found at a path of a document, in sentences."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Wrong):
        return cause.sayings
    return _SAYINGS.get(error["type"], _plainly)(error, path, tree)


def _path(loc: tuple[str | int, ...]) -> Path:
    path: list[str | int] = []
    for number, part in enumerate(loc):
        if not (part in STEP_KINDS and _is_step(loc[:number])):
            path.append(part)
    return tuple(path)


def _is_step(place: tuple[str | int, ...]) -> bool:
    if len(place) < 3 or not isinstance(place[-1], int):
        return False
    return place[-2] in _STEP_LISTS or place[-3] in _NAMED_LISTS


Sayings = tuple[Saying, ...]


def _fixed(name: str) -> Callable[[ErrorDetails, Path, Any], Sayings]:
    return lambda *_: (Saying(name),)


def _unknown(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    known = known_keys(path[:-1], tree)
    return Saying("unknown_key", {"key": path[-1]}), *did_you_mean(path[-1], known), *there_are(known)


def _missing(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    return (Saying("missing_key", {"key": path[-1]}),)


def _text(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    value = error["input"]
    if isinstance(value, dict | list):
        return (Saying("not_text.shape"),)
    return (Saying("not_text.nothing" if value is None else "not_text"),)


def _literal(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    expected = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
    words = expected.replace(" or ", ", ").split(", ")
    found = Saying("not_one_of.word", {"value": str(error["input"])[:60], "known": ", ".join(words)})
    return found, *did_you_mean(error["input"], words)


def _pattern(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    if "{2}" in str(error.get("ctx", {}).get("pattern")):
        return (Saying("bad_id.language"),)
    return (Saying("bad_id", {"value": str(error["input"])[:80]}),)


def _mapping(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    return (Saying("not_a_mapping.list" if isinstance(error["input"], list) else "not_a_mapping"),)


def _step(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    keys = error["input"] if isinstance(error["input"], dict) else {}
    hints = next((found for key in keys if key != "id" and (found := did_you_mean(key, STEP_KINDS))), ())
    return Saying("no_step", {"known": ", ".join(STEP_KINDS)}), *hints


def _limit(name: str, key: str) -> Callable[[ErrorDetails, Path, Any], Sayings]:
    return lambda error, path, tree: (Saying(name, {"limit": error.get("ctx", {}).get(key)}),)


def _plainly(error: ErrorDetails, path: Path, tree: Any) -> Sayings:
    return (Saying("value", {"reason": error["msg"]}),)


_SAYINGS: dict[str, Callable[[ErrorDetails, Path, Any], Sayings]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "string_type": _text,
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "dict_type": _mapping,
    "too_short": _fixed("empty_list"),
    "tuple_type": _fixed("not_a_list"),
    "union_tag_not_found": _step,
    "union_tag_invalid": _step,
    "int_type": _fixed("not_a_number"),
    "int_parsing": _fixed("not_a_number"),
    "int_from_float": _fixed("not_a_number.whole"),
    "float_type": _fixed("not_a_number"),
    "float_parsing": _fixed("not_a_number"),
    "bool_type": _fixed("not_true_false"),
    "bool_parsing": _fixed("not_true_false"),
    "greater_than_equal": _limit("value.at_least", "ge"),
    "less_than_equal": _limit("value.at_most", "le"),
}
