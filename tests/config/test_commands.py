"""The command line's commands are read when they are asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from suppilo.config import cli
from suppilo.config.cli.commands import FILES, suppilo

pytestmark = pytest.mark.pure


def test_every_file_of_commands_is_known_with_all_its_names():
    nouns = {file.stem.removesuffix("_command") for file in Path(cli.__file__).parent.glob("*_command.py")}
    found = {
        noun: tuple(one.name for one in import_module(f"suppilo.config.cli.{noun}_command").COMMANDS) for noun in nouns
    }
    assert found == FILES


def test_an_unknown_command_is_told_with_the_nearest():
    answer = CliRunner().invoke(suppilo, ["segmints"])
    assert answer.exit_code == 2
    assert "'segments'" in answer.output


def test_a_worker_does_not_load_what_only_reports_need():
    program = (
        "import sys; from suppilo.config.cli import main; sys.argv = ['suppilo', 'worker', '--help']\n"
        "try: main()\n"
        "except SystemExit: print('numba' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "False"
