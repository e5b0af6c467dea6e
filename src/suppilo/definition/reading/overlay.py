"""Texts of one language, kept in a file of their own, laid over the definition.

A key is a path with dots or nested keys; items of lists are told by their `id`, or the whole list is written in order.
"""

from __future__ import annotations

from typing import Any

from suppilo.definition.places import FilePlaces, Places
from suppilo.definition.problems import Path, Problem
from suppilo.kernel.saying import Saying, did_you_mean


def lay_texts(
    bundle: dict[str, Any], language: str, tree: tuple[Any, FilePlaces], places: Places, problems: list[Problem]
) -> None:
    """Add the language to every text named in the tree; what cannot be placed becomes a problem."""
    value, marks = tree
    business = bundle.get("business")
    languages = business.get("languages") if isinstance(business, dict) else None
    if isinstance(languages, list) and language not in languages:
        spoken = ", ".join(str(one) for one in languages)
        wrong = Saying("texts_language", {"language": language, "spoken": spoken})
        problems.append(marks.problem((wrong,), ()))
        return
    first = languages[0] if isinstance(languages, list) and languages else ""
    _Overlay(language, str(first), marks, places, problems).lay(bundle, value, (), ())


class _Overlay:
    def __init__(self, language: str, first: str, marks: FilePlaces, places: Places, problems: list[Problem]):
        self.language, self.first, self.marks = language, first, marks
        self.places, self.problems = places, problems

    def lay(self, base: Any, over: Any, path: Path, written: Path) -> Any:
        """The base with the overlay's texts added; `path` leads to it in the bundle, `written` in the texts file."""
        if isinstance(over, dict) and isinstance(base, dict):
            for key, value in over.items():
                self._lay_key(base, key, key.split("."), value, path, written)
            return base
        if isinstance(over, dict) and isinstance(base, list):
            return self._lay_by_id(base, over, path, written)
        if isinstance(over, list) and isinstance(base, list):
            return self._lay_in_order(base, over, path, written)
        if isinstance(over, str) and isinstance(base, str | dict):
            return self._add(base, over, path, written)
        if over is not None:
            self._complain("texts_shape", written)
        return base

    def _lay_key(self, base: dict[str, Any], key: str, parts: list[str], value: Any, path: Path, written: Path) -> None:
        name, rest = parts[0], ".".join(parts[1:])
        if name not in base:
            self._complain("texts_unknown", (*written, key), *did_you_mean(name, base), at_key=True, name=name)
            return
        over = {rest: value} if rest else value
        if rest:
            self._share_place((*written, key), (*written, key, rest))
        base[name] = self.lay(_copied(base[name]), over, (*path, name), (*written, key))

    def _lay_by_id(self, base: list[Any], over: dict[str, Any], path: Path, written: Path) -> list[Any]:
        ids = {item["id"]: number for number, item in enumerate(base) if isinstance(item, dict) and "id" in item}
        for key, value in over.items():
            name, _, rest = key.partition(".")
            if name not in ids:
                self._complain("texts_unknown.id", (*written, key), *did_you_mean(name, ids), at_key=True, name=name)
                continue
            if rest:
                self._share_place((*written, key), (*written, key, rest))
            number = ids[name]
            inside = {rest: value} if rest else value
            base[number] = self.lay(_copied(base[number]), inside, (*path, number), (*written, key))
        return base

    def _lay_in_order(self, base: list[Any], over: list[Any], path: Path, written: Path) -> list[Any]:
        if len(over) > len(base):
            self._complain("texts_length", written, found=len(over), wanted=len(base))
            return base
        for number, value in enumerate(over):
            base[number] = self.lay(_copied(base[number]), value, (*path, number), (*written, number))
        return base

    def _add(self, base: Any, over: str, path: Path, written: Path) -> Any:
        texts = {self.first: base} if isinstance(base, str) else dict(base)
        if self.language in texts:
            self._complain("texts_twice", written, language=self.language)
            return base
        self.places.overlays[(*path, self.language)] = (self.marks, written)
        return {**texts, self.language: over}

    def _share_place(self, written: Path, deeper: Path) -> None:
        for marks in (self.marks.values, self.marks.keys):
            if written in marks:
                marks[deeper] = marks[written]

    def _complain(self, name: str, written: Path, /, *hints: Saying, at_key: bool = False, **params: Any) -> None:
        self.problems.append(self.marks.problem((Saying(name, params), *hints), written, at_key=at_key))


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else list(value) if isinstance(value, list) else value
