"""The files of a definition: which are read, how large they may be, and that they are UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from suppilo.definition.problems import Problem
from suppilo.kernel.saying import Saying

LARGEST = 2 * 1024 * 1024
MOST_FILES = 300
#: A folder that is no part of a definition is not searched.
_FOLDERS = ("funnels", "texts")
_ENDINGS = (".yaml", ".yml")


@dataclass
class Sources:
    """The text of each file by its name inside the definition, and what was wrong with the others.

    `names` are all of them, also those that could not be read.
    """

    texts: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    folder: Path | None = None


def gather(origin: Path | str | Mapping[str, str | bytes]) -> Sources:
    """The sources in a folder, a single file, or a mapping of file names to contents."""
    sources = Sources()
    if isinstance(origin, Mapping):
        for name, content in origin.items():
            if name.endswith(_ENDINGS):
                _take(sources, name, content.encode() if isinstance(content, str) else content)
        return sources
    path = Path(origin)
    if path.is_dir():
        sources.folder = path
        _take_folder(sources, path)
    elif path.is_file():
        sources.folder = path.parent
        _take_file(sources, path, path.name)
    else:
        sources.problems.append(Problem((Saying("no_file"),), str(path), 0, 0))
    return sources


def _take_folder(sources: Sources, folder: Path) -> None:
    files = [file for file in _candidates(folder) if file.suffix in _ENDINGS and file.is_file()]
    if len(files) > MOST_FILES:
        wrong = Saying("too_many_files", {"count": len(files), "most": MOST_FILES})
        sources.problems.append(Problem((wrong,), str(folder), 0, 0))
        return
    for file in files:
        _take_file(sources, file, file.relative_to(folder).as_posix())


def _candidates(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.iterdir())
    for inside in sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")):
        if inside.name in _FOLDERS or inside.name.rstrip("s") in ("funnel", "text"):
            yield from sorted(inside.iterdir())


def _take_file(sources: Sources, path: Path, name: str) -> None:
    try:
        if path.stat().st_size > LARGEST:
            sources.names.append(name)
            sources.problems.append(_too_large(name, path.stat().st_size))
            return
        _take(sources, name, path.read_bytes())
    except OSError:
        sources.names.append(name)
        sources.problems.append(Problem((Saying("unreadable"),), name, 0, 0))


def _take(sources: Sources, name: str, content: bytes) -> None:
    sources.names.append(name)
    if len(content) > LARGEST:
        sources.problems.append(_too_large(name, len(content)))
        return
    try:
        sources.texts[name] = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        sources.problems.append(Problem((Saying("not_utf8"),), name, line, column))


def _too_large(name: str, size: int) -> Problem:
    wrong = Saying("too_large.file", {"size": f"{size / 1024 / 1024:.1f}"})
    return Problem((wrong,), name, 0, 0)
