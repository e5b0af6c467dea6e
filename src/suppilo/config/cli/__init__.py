"""The command line."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Choose the language, wake Django, then read the command: texts are translated as they are written down."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suppilo.config.settings")
    from suppilo.config.cli.language import chosen_language

    language = chosen_language(sys.argv)
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language)
    from suppilo.config.cli.commands import suppilo

    suppilo(prog_name="suppilo")
