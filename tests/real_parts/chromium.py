"""The browser."""

from __future__ import annotations

import shutil

from tests.real_parts import debian


def ensure() -> str:
    """The path of Chromium, installed if need be."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return str(shutil.which(name))
    debian.install("chromium", "the browser tests drive it")
    return str(shutil.which("chromium"))
