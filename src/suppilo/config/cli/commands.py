"""All commands: each room's file in this folder adds its own."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from suppilo.config.cli.group import suppilo

#: A file `<noun>_command.py` beside this one holds the commands of one noun, in COMMANDS.
for _file in sorted(Path(__file__).parent.glob("*_command.py")):
    for _command in import_module(f"suppilo.config.cli.{_file.stem}").COMMANDS:
        suppilo.add_command(_command)

__all__ = ["suppilo"]
