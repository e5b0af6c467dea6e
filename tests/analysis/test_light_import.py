"""`import suppilo` costs nothing: what is heavy comes with the first question."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import suppilo

pytestmark = pytest.mark.pure
HEAVY = ("django", "numba", "llvmlite", "numpy", "pandas", "polars", "pyarrow", "narwhals", "duckdb", "babel", "rich")
SOURCE = str(Path(suppilo.__file__).parents[1])


def loaded(code: str) -> set[str]:
    """The packages that a fresh process holds after running the code."""
    script = f"{code}\nimport sys, json\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    return set(json.loads(answer.stdout.splitlines()[-1]))


def test_the_import_loads_nothing_heavy() -> None:
    assert not loaded("import suppilo; dir(suppilo); suppilo.__version__") & set(HEAVY)


def test_a_question_loads_neither_django_nor_a_dataframe_library_that_was_not_used() -> None:
    code = (
        "import suppilo, tempfile, pathlib\n"
        "path = pathlib.Path(tempfile.mkdtemp()) / 'x.csv'\n"
        "path.write_text('person,name,time\\n1,a,0\\n')\n"
        "assert suppilo.funnel(path, steps=['a']).counts == [1]"
    )
    found = loaded(code)
    assert not found & {"django", "pandas", "polars", "pyarrow", "sqlite3"}
    assert {"numba", "duckdb"} <= found


def test_all_names_are_there_and_no_others() -> None:
    assert set(suppilo.__all__) <= set(dir(suppilo))
    with pytest.raises(AttributeError, match="no attribute 'funel'"):
        suppilo.funel  # noqa: B018
