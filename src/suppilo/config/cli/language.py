"""Which language the command line speaks."""

from __future__ import annotations

import os

SPOKEN = ("en", "da", "nb", "fi", "sv")


def chosen_language(arguments: list[str]) -> str:
    """`--lang xx` among the arguments, else the locale of the terminal, else English."""
    for position, word in enumerate(arguments):
        if word.startswith("--lang="):
            return _spoken(word.removeprefix("--lang="))
        if word == "--lang" and position + 1 < len(arguments):
            return _spoken(arguments[position + 1])
    return _spoken(os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en")


def _spoken(code: str) -> str:
    short = code.lower()[:2]
    return "nb" if short in ("no", "nn") else short if short in SPOKEN else "en"


def first_command(arguments: list[str]) -> str:
    """The first word among the arguments that is no option, "" for none."""
    rest = iter(arguments[1:])
    for word in rest:
        if word == "--lang":
            next(rest, "")
        elif not word.startswith("-"):
            return word
    return ""
