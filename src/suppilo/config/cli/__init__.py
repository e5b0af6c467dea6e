"""The command line."""

from __future__ import annotations

import atexit
import gc
import os
import sys


def main() -> None:
    """Choose the language, wake Django, then read the command: texts are translated as they are written down.

    Questions to files need no database and no settings: for them only the translations are woken.
    What is loaded stays until the end: it is not looked through for rubbish meanwhile.
    """
    gc.disable()
    from suppilo.config.cli.language import chosen_language, first_command

    language = chosen_language(sys.argv)
    from suppilo.config.cli.without_database import ASKING, wake

    if first_command(sys.argv) in ASKING:
        wake(language)
        from suppilo.config.cli.asking import suppilo as asking

        _loaded()
        asking(prog_name="suppilo")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suppilo.config.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language)
    from suppilo.config.cli.commands import suppilo

    _loaded()
    suppilo(prog_name="suppilo")


def _loaded() -> None:
    gc.freeze()
    gc.enable()
    atexit.register(gc.unfreeze)  # DuckDB tells the terminal what it finds alive at the end
