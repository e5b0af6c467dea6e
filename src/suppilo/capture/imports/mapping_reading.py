"""A mapping from its YAML text; what is wrong is said with its place and what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from suppilo.capture.imports.mapping import Mapping
from suppilo.capture.imports.nearest import nearest
from suppilo.definition.places import FilePlaces
from suppilo.definition.problems import Path, Problem
from suppilo.definition.reading.yaml_tree import TreeRefused, read_tree

#: A mapping is a page or two; more is a mistake or an attack.
LARGEST = 200_000


class BadMapping(Exception):
    """A mapping cannot be used; `problems` says why, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.column))
        super().__init__("\n".join(f"{one.file}:{one.line}:{one.column}: {one.message}" for one in self.problems))


def read_mapping(text: str, name: str = "mapping.yaml") -> tuple[Mapping, FilePlaces]:
    """The mapping and the place of each of its parts. Raises BadMapping with every problem found."""
    if len(text) > LARGEST:
        said = _("The mapping is longer than {limit} characters.").format(limit=LARGEST)
        raise BadMapping([Problem("too_large", name, 0, 0, said)])
    try:
        value, places, problems = read_tree(name, text)
    except TreeRefused as error:
        raise BadMapping([error.problem]) from error
    if problems:
        raise BadMapping(problems)
    try:
        return Mapping.model_validate(value if value is not None else {}), places
    except ValidationError as error:
        raise BadMapping(_problem(dict(found), places) for found in error.errors(include_url=False)) from error


def _problem(found: dict[str, Any], places: FilePlaces) -> Problem:
    path = tuple(found["loc"])
    path = path[:-1] if path and path[-1] == "[key]" else path
    key = str(path[-1]) if path else ""
    if found["type"] == "extra_forbidden":
        known = _keys_at(path[:-1])
        meant = nearest(key, known)
        if meant:
            text = _("{key} is no key here. Did you mean {meant}?").format(key=key, meant=meant)
        else:
            text = _("{key} is no key here. Known are: {known}.").format(key=key, known=", ".join(known))
        return places.problem("unknown_key", path, text, at_key=True)
    if found["type"] == "missing":
        return places.problem("missing_key", path, _("{key} is missing here: add it.").format(key=key))
    return places.problem("value", path, f"{key}: {found['msg'].removeprefix('Value error, ')}")


def _keys_at(path: Path) -> list[str]:
    """The keys that the model knows at `path`."""
    kind: Any = Mapping
    for part in path:
        if _is_model(kind):
            kind = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}.get(str(part))
        else:
            parts = get_args(kind)
            kind = parts[1 if get_origin(kind) is dict else 0] if parts else None
        kind = _bare(kind)
    return [field.alias or name for name, field in kind.model_fields.items()] if _is_model(kind) else []


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _bare(kind: Any) -> Any:
    """The type without `Annotated` and without None."""
    if hasattr(kind, "__metadata__"):
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return _bare(next(part for part in get_args(kind) if part is not type(None)))
    return kind
