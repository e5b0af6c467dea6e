"""Several files to one tree: business.yaml, funnels/<id>.yaml, texts/<language>.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from suppilo.definition.places import FilePlaces, Places
from suppilo.definition.problems import Problem
from suppilo.definition.reading.overlay import lay_texts
from suppilo.definition.reading.sources import Sources
from suppilo.definition.reading.yaml_tree import TreeRefused, read_tree
from suppilo.kernel.saying import Saying

Tree = tuple[Any, FilePlaces]


@dataclass
class Assembly:
    """The whole definition as one tree (None when nothing can be built), and where everything stands.

    `is_whole` is False when a file is missing from it: what that file defines would then be looked for in vain.
    """

    tree: dict[str, Any] | None
    places: Places
    problems: list[Problem]
    is_whole: bool


def assemble(sources: Sources) -> Assembly:
    """Put the files together; whatever is wrong becomes a problem."""
    problems = list(sources.problems)
    trees = _trees(sources.texts, problems)
    made = Assembly(None, Places(), problems, is_whole=len(trees) == len(sources.names))
    main = _main_file(sources.names, problems)
    if main is None or main not in trees:
        return made
    value, marks = trees.pop(main)
    made.places.files.append(((), marks))
    made.tree = dict(value)
    _add_funnels(made.tree, trees, made.places, problems)
    for name, tree in trees.items():
        path = PurePosixPath(name)
        if path.parent.name == "texts":
            lay_texts(made.tree, path.stem, tree, made.places, problems if made.is_whole else [])
        elif path.parent.name != "funnels":
            problems.append(_not_read(name))
    return made


def _trees(texts: dict[str, str], problems: list[Problem]) -> dict[str, Tree]:
    trees: dict[str, Tree] = {}
    for name, text in texts.items():
        try:
            value, marks, found = read_tree(name, text)
        except TreeRefused as refused:
            problems.append(refused.problem)
            continue
        problems.extend(found)
        if value is None:
            problems.append(Problem((Saying("empty"),), name, 1, 1))
        elif not isinstance(value, dict):
            problems.append(marks.problem((Saying("not_a_mapping.file"),), ()))
        else:
            trees[name] = (value, marks)
    return trees


def _main_file(names: list[str], problems: list[Problem]) -> str | None:
    for name in ("business.yaml", "business.yml"):
        if name in names:
            return name
    tops = [name for name in names if "/" not in name]
    if len(tops) == 1:
        return tops[0]
    if not names and problems:
        return None
    problems.append(Problem((Saying("no_business"),), "business.yaml", 0, 0))
    return None


def _add_funnels(bundle: dict[str, Any], trees: dict[str, Tree], places: Places, problems: list[Problem]) -> None:
    given = bundle.get("funnels") or []
    if not isinstance(given, list):
        return
    funnels = list(given)
    for name in sorted(trees):
        path = PurePosixPath(name)
        if path.parent.name != "funnels":
            continue
        value, marks = trees[name]
        _add_funnel(funnels, dict(value), path.stem, marks, places, problems)
    bundle["funnels"] = funnels
    places.funnel_ids = [
        str(one.get("id", number)) if isinstance(one, dict) else str(number) for number, one in enumerate(funnels)
    ]


def _add_funnel(
    funnels: list[Any], funnel: dict[str, Any], stem: str, marks: FilePlaces, places: Places, problems: list[Problem]
) -> None:
    """A funnel's id is the name of its file; written inside it must be the same."""
    if "id" not in funnel:
        funnel["id"] = stem
    elif funnel["id"] != stem:
        wrong = Saying("funnel_id", {"stem": stem, "id": str(funnel["id"])})
        problems.append(marks.problem((wrong,), ("id",)))
    places.files.append((("funnels", len(funnels)), marks))
    funnels.append(funnel)


def _not_read(name: str) -> Problem:
    near = "funnels" if re.match(r"funnel", name) else "texts" if re.match(r"text", name) else ""
    hints = (Saying("did_you_mean", {"meant": f"{near}/{PurePosixPath(name).name}"}),) if near else ()
    return Problem((Saying("not_read"), *hints), name, 0, 0, severity="warning")
