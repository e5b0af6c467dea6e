"""Commands that ask files: they run anywhere, with nothing set up."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings
from django.utils import translation

from suppilo.config.cli.language import SPOKEN

_PACKAGE = Path(__file__).resolve().parents[2]
#: The commands of `questions_command`.
ASKING = ("funnel", "retention", "paths", "attribution", "time-to-convert")


def wake(language: str) -> None:
    """Django's translations, and nothing else of it."""
    settings.configure(
        USE_I18N=True,
        LANGUAGE_CODE="en",
        LANGUAGES=[(code, code) for code in SPOKEN],
        LOCALE_PATHS=[_PACKAGE / room / "locale" for room in ("config", "analysis")],
    )
    django.setup()
    translation.activate(language)
