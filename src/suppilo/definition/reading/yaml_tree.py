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
        raise TreeRefused(Problem("yaml", file, 0, 0, _unreadable(error))) from error
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
                    self._refuse("documents", event, "One file holds one document: remove the line ---.")
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        self.places.values[path] = _mark(event)
        self._plain_only(event)
        if len(path) > DEEPEST:
            self._refuse("too_deep", event, f"A definition nests at most {DEEPEST} deep.")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _scalar(self, event: Any) -> Any:
        if "\0" in event.value or any("\ud800" <= letter <= "\udfff" for letter in event.value):
            self._refuse("bad_character", event, "This text holds a character that cannot be stored: remove it.")
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
                        "duplicate_key",
                        self.places.file,
                        *_mark(event),
                        f'"{key}" already stands on line {first}: keep one of them.',
                        here,
                        {"key": key, "first_line": first},
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
            self._refuse("key_shape", event, "A key is one word followed by a colon.")
        if event.value == "<<" and event.implicit[0]:
            self._refuse("merge_key", event, "Merge keys (<<) are not read: write the values out.")
        return str(event.value)

    def _plain_only(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self._refuse(
                "alias",
                event,
                f"Anchors and aliases ({sign}{event.anchor}) are not read: write the value out, or put the text in "
                'quotes if it begins with "*" or "&".',
            )
        if event.tag is not None:
            self._refuse("tag", event, f"Tags ({event.tag}) are not read: remove the word that begins with !.")

    def _refuse(self, code: str, event: Any, message: str) -> None:
        raise TreeRefused(Problem(code, self.places.file, *_mark(event), message))


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or written[column - 1 : column] == "\t":
        return Problem("tab", file, line, column, "A tab stands here: indent with spaces only (two a level).")
    said = error.problem or "it is not YAML"
    return Problem("yaml", file, line, column, f"This cannot be read: {said}. {_hint(said)}", params={"reason": said})


def _hint(said: str) -> str:
    if "mapping values are not allowed" in said:
        return "Put a text that holds a colon in quotes, and look at the indentation."
    if "did not find expected" in said or "could not find expected" in said:
        return "Look at the indentation and at quotes and brackets that were not closed."
    return "Look at quotes, colons and indentation on this line and the one before."


def _unreadable(error: Exception) -> str:
    return f"This cannot be read: {error}. Remove control characters and save the file as UTF-8."
