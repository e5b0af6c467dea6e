"""Which model stands at a path of the document: for naming the known keys when one is wrong."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from suppilo.definition.model.base import Text
from suppilo.definition.model.bundle import Bundle
from suppilo.definition.model.step import STEP_KINDS

Path = tuple[str | int, ...]


def known_keys(path: Path, data: Any) -> tuple[str, ...]:
    """The keys that may stand in the mapping at `path` of the document `data`; empty when any key may."""
    shape: Any = Bundle
    for part in path:
        data = _inside(data, part)
        shape = _step(_shape_at(shape, part), data)
        if shape is None:
            return ()
    model = _model(shape)
    return tuple(model.model_fields) if model else ()


def _inside(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _shape_at(shape: Any, part: str | int) -> Any:
    model = _model(shape)
    if model is not None:
        field = model.model_fields.get(str(part))
        return None if field is None else field.annotation
    arguments = get_args(_bare(shape))
    if get_origin(_bare(shape)) is dict:
        return arguments[1]
    return arguments[0] if get_origin(_bare(shape)) is tuple else None


def _step(shape: Any, data: Any) -> Any:
    """A step of a journey is told by the key it has."""
    models = [one for one in map(_model, get_args(_bare(shape))) if one] if _is_union(shape) else []
    if len(models) > 1 and isinstance(data, dict):
        kind = next((kind for kind in STEP_KINDS if kind in data), None)
        return next((one for one in models if kind in one.model_fields), None)
    return shape


def _is_union(shape: Any) -> bool:
    return get_origin(_bare(shape)) in (Union, UnionType)


def _bare(shape: Any) -> Any:
    """Without Annotated, and without `| None`."""
    if get_origin(shape) is Annotated:
        return _bare(get_args(shape)[0])
    if get_origin(shape) in (Union, UnionType):
        rest = [one for one in get_args(shape) if one is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else shape
    return shape


def _model(shape: Any) -> type[BaseModel] | None:
    bare = _bare(shape)
    return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None


def is_text(shape: Any) -> bool:
    """True for a text in several languages."""
    return shape == Text or any(one == Text for one in get_args(shape))


def choices(shape: Any) -> tuple[Any, ...]:
    """The words of a Literal, else nothing."""
    return get_args(_bare(shape)) if get_origin(_bare(shape)) is Literal else ()
