"""Reading a whole definition."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from suppilo.definition.checks import check
from suppilo.definition.model import Bundle
from suppilo.definition.places import Places
from suppilo.definition.problems import Problem
from suppilo.definition.reading.assembling import assemble
from suppilo.definition.reading.files import find_files
from suppilo.definition.reading.result import Reading
from suppilo.definition.reading.shaping import shape
from suppilo.definition.reading.sources import gather

Origin = Path | str | Mapping[str, str | bytes]


def read_bundle(origin: Origin) -> Reading:
    """Read, shape and check the definition in a folder, a single file, or a mapping of file names to contents.

    Never raises for what is written in it: whatever is wrong stands in `problems`, sorted by place.
    """
    sources = gather(origin)
    made = assemble(sources)
    problems = made.problems
    bundle: Bundle | None = None
    if made.tree is not None:
        bundle, wrong = shape(made.tree, made.places)
        problems.extend(wrong)
    files: dict[str, Path] = {}
    if bundle is not None:
        files, missing = find_files(bundle, sources.folder, made.places)
        problems.extend(missing)
        problems.extend(check(bundle, made.places) if made.is_whole else [])
    sound = bundle if not any(problem.severity == "error" for problem in problems) else None
    return Reading(
        sound,
        tuple(sorted(problems, key=_by_place)),
        sources.texts,
        digest_of(sound, files) if sound else "",
        files,
    )


def _by_place(problem: Problem) -> tuple[bool, str, int, int]:
    return problem.severity != "error", problem.file, problem.line, problem.column


def digest_of(bundle: Bundle, files: Mapping[str, Path] | None = None) -> str:
    """SHA-256 of the content, files included."""
    content = json.dumps(bundle.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    found = hashlib.sha256(content.encode())
    for name, path in sorted((files or {}).items()):
        found.update(f"\0{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def check_bundle(bundle: Bundle) -> list[Problem]:
    """Check a bundle that was built otherwise than from files; problems have no line."""
    return check(bundle, Places())
