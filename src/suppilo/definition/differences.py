"""What tells two definitions apart, object by object and place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import Text

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One difference. `object` and `id` name what it belongs to ("stage", "coffee.lead"), `path` the place in it.

    `is_text_only` says that only words change which people read: nobody moves, nothing else happens.
    """

    kind: Literal["added", "removed", "changed"]
    object: str
    id: str
    path: Path = ()
    is_text_only: bool = False


def differences(old: Bundle | None, new: Bundle) -> list[Change]:
    """Every difference from `old` (None: nothing ran) to `new`, in document order; [] when they are equal."""
    before, after = dict(_objects(old)) if old else {}, dict(_objects(new))
    found: list[Change] = []
    for key, thing in after.items():
        if key not in before:
            found.append(Change("added", *key))
        elif before[key] != thing:
            found += [Change("changed", *key, path, is_text) for path, is_text in _places(before[key], thing, ())]
    return found + [Change("removed", *key) for key in before if key not in after]


def _objects(bundle: Bundle) -> Iterator[tuple[tuple[str, str], Any]]:
    """The parts of a definition that have a name of their own."""
    yield ("business", bundle.business.name), bundle.business
    for field, kind in _SHELVES:
        for key, thing in getattr(bundle, field).items():
            yield (kind, key), thing
    rules = {name: getattr(bundle, name) for name in ("quiet_hours", "quiet_after_purchase")}
    for name, rule in rules.items():
        if rule is not None:
            yield ("rule", name), rule
    for funnel in bundle.funnels:
        yield ("funnel", funnel.id), funnel.model_copy(update=dict.fromkeys(_FUNNEL_SHELVES, {}) | {"stages": ()})
        yield ("order of stages", funnel.id), tuple(stage.id for stage in funnel.stages)
        for stage in funnel.stages:
            yield ("stage", f"{funnel.id}.{stage.id}"), stage
        for field, kind in _FUNNEL_SHELVES.items():
            for key, thing in getattr(funnel, field).items():
                yield (kind, f"{funnel.id}.{key}"), thing


_SHELVES = (
    ("senders", "sender"),
    ("purposes", "purpose"),
    ("caps", "cap"),
    ("attributes", "attribute"),
    ("events", "event"),
    ("offers", "offer"),
    ("segments", "segment"),
    ("scores", "score"),
    ("messages", "message"),
)
_FUNNEL_SHELVES = {"pages": "page", "forms": "form", "messages": "message", "journeys": "journey"} | {
    "experiments": "experiment"
}


def _places(old: Any, new: Any, path: Path, *, is_text: bool = False) -> Iterator[tuple[Path, bool]]:
    """The places at which two values differ, and whether each holds words only."""
    if old == new:
        return
    if isinstance(old, BaseModel) and type(old) is type(new):
        for name, field in type(old).model_fields.items():
            text = _holds_text(field.annotation) or any(_is_text_mark(mark) for mark in field.metadata)
            yield from _places(getattr(old, name), getattr(new, name), (*path, name), is_text=text)
    elif is_text and _is_one_text(old) and _is_one_text(new):
        yield path, True
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and old and new:
        for key in dict.fromkeys((*old, *new)):
            yield from _places(old.get(key), new.get(key), (*path, key), is_text=is_text)
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new) and old:
        for position, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _places(one, other, (*path, position), is_text=is_text)
    else:
        yield path, False


def _is_one_text(value: Any) -> bool:
    """A text in its languages, as against a mapping of several texts."""
    return isinstance(value, Mapping) and bool(value) and all(isinstance(words, str) for words in value.values())


_TEXT_MARKS = tuple(mark for mark in get_args(Text) if isinstance(mark, BeforeValidator))


def _is_text_mark(mark: Any) -> bool:
    return isinstance(mark, BeforeValidator) and any(mark.func is known.func for known in _TEXT_MARKS)


def _holds_text(annotation: Any) -> bool:
    """Whether a field's type is a text, or an optional, tuple or mapping of texts."""
    return any(_is_text_mark(part) or _holds_text(part) for part in get_args(annotation) if part is not annotation)
