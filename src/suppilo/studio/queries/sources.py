"""The definition's files as somebody reads and edits them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from suppilo.definition.problems import Problem
from suppilo.publishing import queries as publishing

FIELD = "file:"
_NAME = re.compile(r"(?:[A-Za-z0-9_-]{1,60}/)?[A-Za-z0-9_-]{1,60}\.ya?ml")
_LANGUAGE = re.compile(r"[a-z]{2}\.ya?ml")


@dataclass(frozen=True)
class Line:
    """One line of a file. `anchor` is its address on the page; `problems` are those that stand there."""

    number: int
    anchor: str
    text: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SourceFile:
    """One file with its lines."""

    name: str
    text: str
    lines: tuple[Line, ...]

    @property
    def has_problems(self) -> bool:
        """Whether something is wrong in it."""
        return any(line.problems for line in self.lines)

    @property
    def field(self) -> str:
        """What its text is called in a form."""
        return FIELD + self.name


@dataclass(frozen=True)
class PlacedProblem:
    """A problem in words, and the address of its line on the page ("" when it stands in no shown line)."""

    problem: Problem
    anchor: str
    sentence: str


def running_sources(workspace_id: int) -> dict[str, str]:
    """The files of what runs; none before the first version."""
    return publishing.sources_of(workspace_id) if publishing.running(workspace_id) else {}


def files(sources: Mapping[str, str], problems: Iterable[Problem] = ()) -> list[SourceFile]:
    """Files with numbered lines, the business first."""
    by_place: dict[tuple[str, int], list[Problem]] = {}
    for problem in problems:
        by_place.setdefault((problem.file, problem.line), []).append(problem)
    names = sorted(sources, key=lambda name: ("/" in name, name))
    return [SourceFile(name, sources[name], tuple(_lines(name, sources[name], by_place))) for name in names]


def _lines(name: str, text: str, by_place: Mapping[tuple[str, int], list[Problem]]) -> Iterable[Line]:
    for number, line in enumerate(text.splitlines(), 1):
        yield Line(number, anchor(name, number), line, tuple(by_place.get((name, number), ())))


def anchor(name: str, number: int) -> str:
    """The address of a line on a page that shows several files."""
    return f"{re.sub(r'[^A-Za-z0-9]', '-', name)}-{number}"


def placed(problems: Iterable[Problem], sources: Mapping[str, str]) -> list[PlacedProblem]:
    """Problems with the address of their line."""
    return [
        PlacedProblem(
            problem,
            anchor(problem.file, problem.line) if problem.line and problem.file in sources else "",
            publishing.say_problem(problem),
        )
        for problem in problems
    ]


def draft(fields: Mapping[str, str], uploads: Iterable[UploadedFile[Any]]) -> dict[str, str | bytes]:
    """The files that a form carries: texts by their field, uploads laid over them; an emptied text is left out."""
    found: dict[str, str | bytes] = {}
    for field, text in fields.items():
        name = field.removeprefix(FIELD)
        if field.startswith(FIELD) and _NAME.fullmatch(name) and text.strip():
            found[name] = text.replace("\r\n", "\n").replace("\r", "\n")
    for upload in uploads:
        name = _home(upload.name or "", found)
        if name:
            found[name] = upload.read()
    return found


def _home(name: str, known: Mapping[str, object]) -> str:
    """Where an uploaded file belongs: over the one of the same name, else where its kind lies."""
    if not _NAME.fullmatch(name):
        return ""
    same = next((one for one in known if one.rpartition("/")[2] == name), "")
    if same or name == "business.yaml":
        return same or name
    return f"texts/{name}" if _LANGUAGE.fullmatch(name) else f"funnels/{name}"


def readable(sources: Mapping[str, str | bytes]) -> dict[str, str]:
    """The texts to show again, whatever was uploaded."""
    return {name: text if isinstance(text, str) else text.decode("utf-8", "replace") for name, text in sources.items()}
