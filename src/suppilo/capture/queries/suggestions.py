"""A first mapping for a file."""

from __future__ import annotations

from pathlib import Path

from suppilo.capture.imports.suggesting import suggest


def suggest_mapping(path: Path) -> str:
    """A mapping as YAML text for the file at `path`, from its header and first rows. Raises CannotImport.

    It is a draft: consent is never guessed, and times are taken as UTC.
    """
    return suggest(path)
