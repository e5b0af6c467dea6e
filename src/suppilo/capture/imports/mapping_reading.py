"""A mapping from its YAML text; what is wrong is said with its place and what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from suppilo.capture.imports.mapping import Mapping
from suppilo.capture.imports.nearest import nearest
from suppilo.definition.places import FilePlaces
from suppilo.definition.problems import Path, Problem
from suppilo.definition.reading.shaping import say_error
from suppilo.definition.reading.yaml_tree import TreeRefused, read_tree
from suppilo.kernel.saying import Saying
from suppilo.publishing import queries as publishing

#: A mapping is a page or two; more is a mistake or an attack.
LARGEST = 200_000


class BadMapping(Exception):
    """A mapping cannot be used; `problems` says why, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.column))
        super().__init__(
            "\n".join(f"{one.file}:{one.line}:{one.column}: {publishing.say_problem(one)}" for one in self.problems)
        )


def read_mapping(text: str, name: str = "mapping.yaml") -> tuple[Mapping, FilePlaces]:
    """The mapping and the place of each of its parts. Raises BadMapping with every problem found."""
    if len(text) > LARGEST:
        raise BadMapping([Problem((Saying("liquid_syntax.large", {"size": len(text), "most": LARGEST}),), name, 0, 0)])
    try:
        value, places, problems = read_tree(name, text)
    except TreeRefused as error:
        raise BadMapping([error.problem]) from error
    if problems:
        raise BadMapping(problems)
    try:
        return Mapping.model_validate(value if value is not None else {}), places
    except ValidationError as error:
        raise BadMapping(_problem(found, places) for found in error.errors(include_url=False)) from error


def _problem(found: ErrorDetails, places: FilePlaces) -> Problem:
    path = tuple(found["loc"])
    path = path[:-1] if path and path[-1] == "[key]" else path
    if found["type"] != "extra_forbidden":
        return places.problem(say_error(found, path, None), path)
    known, key = _keys_at(path[:-1]), str(path[-1])
    meant = nearest(key, known)
    hint = Saying("did_you_mean", {"meant": meant}) if meant else Saying("there_are", {"known": ", ".join(known)})
    return places.problem((Saying("unknown_key", {"key": key}), hint), path, at_key=True)


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
