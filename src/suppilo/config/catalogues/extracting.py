"""Every visible string of a room, found in its Python files and templates."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from suppilo.config.catalogues.compiling import PACKAGE

LANGUAGES = ("da", "nb", "fi", "sv")
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def rooms() -> list[str]:
    """Rooms and vendors that may have strings, as paths below the package."""
    folders = [path for path in sorted(PACKAGE.iterdir()) if (path / "__init__.py").exists()]
    vendors = sorted(path for path in (PACKAGE / "providers").iterdir() if (path / "__init__.py").exists())
    return [str(path.relative_to(PACKAGE)) for path in (*folders, *vendors) if path.name != "providers"]


def strings_of(room: str) -> Catalog:
    """The strings of one room, with the places where they stand."""
    found = Catalog(project="suppilo", copyright_holder="the Suppilo authors", charset="utf-8")
    folder = PACKAGE / room
    patterns = ("*.py", "templates/**/*.html", "templates/**/*.txt")
    for path in sorted(path for pattern in patterns for path in folder.rglob(pattern)):
        if "migrations" in path.parts:
            continue
        place = str(path.relative_to(PACKAGE))
        for line, message, comments, context in _extracted(path):
            found.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return found


def _extracted(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    offset = 0
    if path.suffix != ".py":
        # Inside parentheses the tokenizer forgives the indentation that templates have.
        text, offset = "(\n" + templatize(text) + "\n)", 1
    for line, message, comments, context in extract(
        "python", io.BytesIO(text.encode()), _KEYWORDS, comment_tags=("Translators:",)
    ):
        yield max(line - offset, 1), message, comments, context


def catalogue_path(room: str, language: str) -> Path:
    """Where the catalogue of a room in a language lies."""
    return PACKAGE / room / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(room: str, language: str) -> Catalog:
    """What is translated so far; empty when there is no file."""
    path = catalogue_path(room, language)
    if not path.exists():
        return Catalog(locale=language, project="suppilo", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(room: str) -> dict[str, int]:
    """Bring the catalogues of a room up to its strings; answers how many are untranslated per language."""
    template = strings_of(room)
    left: dict[str, int] = {}
    if not len(template):
        return left
    for language in LANGUAGES:
        current = catalogue(room, language)
        current.update(template, no_fuzzy_matching=True)
        current.obsolete.clear()
        path = catalogue_path(room, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, current, width=120, sort_output=True, omit_header=False, include_lineno=False)
        left[language] = sum(1 for message in current if message.id and not _is_translated(message.string))
    return left


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
