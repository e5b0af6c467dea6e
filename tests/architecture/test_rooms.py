"""The house stays one house: rooms import downwards, enter each other by the doors, and files stay small."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "suppilo"
#: Rooms without tables or Django may be imported at any depth, and so may the foundation under everything.
OPEN_ROOMS = {"kernel", "charts", "analysis", "definition", "blocks", "foundation"}
#: `staff` is the guard that every staff view wears; only `team` has it.
DOORS = {"operations", "queries", "ports", "errors", "staff"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
#: What is longer for now. This list only shrinks.
WAIVED: set[str] = set()


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--config",
        str(folder / "pyproject.toml"),
        "--no-cache",
    ]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def copy_of_the_tree(folder: Path) -> Path:
    shutil.copytree(SOURCE, folder / "src" / "suppilo", ignore=shutil.ignore_patterns("*.pyc", "locale", "static"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_import_goes_down_the_rooms():
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-1000:]


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("people", "import suppilo.journeys.models"),
        ("kernel", "import django"),
        ("journeys", "import suppilo.capture"),
        ("providers/mail_smtp", "import suppilo.providers.pay_test"),
    ],
)
def test_an_import_that_goes_up_or_across_is_caught(tmp_path: Path, room: str, line: str):
    folder = copy_of_the_tree(tmp_path)
    (folder / "src" / "suppilo" / room / "planted.py").write_text(line + "\n")
    answer = lint(folder)
    assert answer.returncode == 1, answer.stdout[-2000:]
    assert "BROKEN" in answer.stdout


def test_a_room_without_a_place_in_the_order_is_caught(tmp_path: Path):
    folder = copy_of_the_tree(tmp_path)
    (folder / "src" / "suppilo" / "attic").mkdir()
    (folder / "src" / "suppilo" / "attic" / "__init__.py").write_text("")
    assert lint(folder).returncode == 1


def room_of(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[1:3]) if parts[1:2] == ["providers"] else parts[1] if len(parts) > 1 else ""


def side_doors() -> list[str]:
    """Imports that enter another room otherwise than by its doors."""
    graph = grimp.build_graph("suppilo", cache_dir=None)
    found = []
    for importer in sorted(graph.modules):
        if room_of(importer) in ("", "config", "__main__") or ".migrations" in importer:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            room = room_of(imported)
            parts = imported.split(".")
            if room in ("", room_of(importer), *OPEN_ROOMS) or len(parts) < 3:
                continue
            if parts[2] not in DOORS:
                found.append(f"{importer} -> {imported}")
    return found


def test_rooms_are_entered_only_by_operations_queries_and_ports():
    assert [line for line in side_doors() if line not in ALLOWED_SIDE_DOORS] == []


#: The studio's frame (decorators and the base views of `team`) is what every staff view wears.
ALLOWED_SIDE_DOORS: set[str] = set()


def python_files() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def test_files_and_functions_stay_small():
    too_long = []
    for path in python_files():
        text = path.read_text()
        place = str(path.relative_to(SOURCE))
        if len(text.splitlines()) > LONGEST_FILE:
            too_long.append(place)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long.append(f"{place}:{node.name}")
    assert set(too_long) <= WAIVED, sorted(set(too_long) - WAIVED)
    assert set(too_long) >= WAIVED, f"no longer too long, take off the list: {sorted(WAIVED - set(too_long))}"


def test_names_say_something():
    empty = {"utils.py", "helpers.py", "manager.py", "managers.py", "service.py", "services.py", "misc.py", "common.py"}
    assert [str(path) for path in python_files() if path.name in empty] == []


def test_nothing_is_imported_inside_a_function_but_in_wiring():
    found = []
    for path in python_files():
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or function.name in ("ready", "main"):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    found.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert found == []
