"""The command `suppilo` with the commands that ask files, and no others."""

from __future__ import annotations

from suppilo.config.cli.funnel_command import COMMANDS
from suppilo.config.cli.group import suppilo

for _command in COMMANDS:
    suppilo.add_command(_command)

__all__ = ["suppilo"]
