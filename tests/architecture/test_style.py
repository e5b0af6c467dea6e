"""Style, types and translations are part of the suite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> None:
    answer = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, (answer.stdout + answer.stderr)[-6000:]


def test_ruff_finds_nothing():
    run("ruff", "check", "src", "tests", "benchmarks", "tools")


def test_the_code_is_formatted():
    run("ruff", "format", "--check", "src", "tests", "benchmarks", "tools")


def test_types_are_strict():
    # what is written down for the next run is of no use to a checkout that has none
    run("mypy", *(["--cache-dir=/dev/null"] if os.environ.get("CI") else []))


def test_every_string_is_translated_into_every_language():
    run("suppilo.config.catalogues", "check")
