"""YAML to plain values with a place for each, straight from libyaml's events.

Refused, because a definition has no use for them and they hide what is said (or blow it up): anchors, aliases, merge
keys, tags, several documents, duplicate keys, keys that are no text, nesting deeper than 60.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from suppilo.definition.places import FilePlaces, Mark
from suppilo.definition.problems import Path, Problem
from suppilo.definition.reading.scalars import plain_value
from suppilo.kernel.saying import Saying

DEEPEST = 60


class TreeRefused(Exception):
    """The file cannot be read as a tree; `problem` says where."""

    def __init__(self, problem: Problem):
        super().__init__(problem.message)
        self.problem = problem


def read_tree(file: str, text: str) -> tuple[Any, FilePlaces, list[Problem]]:
    """The value written in `text`, where everything stands, and problems that leave the rest readable.

    Raises TreeRefused when it is no YAML at all.
    """
    tree = _Tree(file)
    try:
        value = tree.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        raise TreeRefused(_syntax(file, text, error)) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise TreeRefused(Problem((Saying("yaml.characters"),), file, 0, 0)) from error
    return value, tree.places, tree.problems


class _Tree:
    def __init__(self, file: str) -> None:
        self.places = FilePlaces(file)
        self.problems: list[Problem] = []

    def document(self, events: Iterator[Any]) -> Any:
        value: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("documents", event)
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        self.places.values[path] = _mark(event)
        self._plain_only(event)
        if len(path) > DEEPEST:
            self._refuse("too_deep.file", event, deepest=DEEPEST)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _scalar(self, event: Any) -> Any:
        if "\0" in event.value or any("\ud800" <= letter <= "\udfff" for letter in event.value):
            self._refuse("bad_character", event)
        return plain_value(event.value) if event.implicit[0] else event.value

    def _sequence(self, events: Iterator[Any], path: Path) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event)
            here = (*path, key)
            twice = key in found
            if twice:
                first = self.places.keys[here][0]
                self.problems.append(
                    Problem(
                        (Saying("duplicate_key", {"key": key, "first_line": first}),),
                        self.places.file,
                        *_mark(event),
                        here,
                    )
                )
            else:
                self.places.keys[here] = _mark(event)
            value = self._node(next(events), events, here)
            if not twice:
                found[key] = value
        return found

    def _key(self, event: Any) -> str:
        self._plain_only(event)
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            self._refuse("key_shape", event)
        if event.value == "<<" and event.implicit[0]:
            self._refuse("merge_key", event)
        return str(event.value)

    def _plain_only(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self._refuse("alias", event, sign=f"{sign}{event.anchor}")
        if event.tag is not None:
            self._refuse("tag", event, tag=event.tag)

    def _refuse(self, name: str, event: Any, **params: Any) -> None:
        raise TreeRefused(Problem((Saying(name, params),), self.places.file, *_mark(event)))


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or written[column - 1 : column] == "\t":
        return Problem((Saying("tab"),), file, line, column)
    said = error.problem or ""
    return Problem((Saying(_kind(said), {"reason": said}),), file, line, column)


def _kind(said: str) -> str:
    """The sentence for what libyaml says."""
    if "mapping values are not allowed" in said:
        return "yaml.colon"
    if "did not find expected" in said or "could not find expected" in said:
        return "yaml.open"
    return "yaml"
