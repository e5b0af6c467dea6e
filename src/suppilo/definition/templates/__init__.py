"""Definitions to begin with: each a folder that an owner can read, copy and change."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """The folder of the template called `name`. Raises KeyError, naming those there are."""
    folder = Path(__file__).parent / name
    if name not in names():
        raise KeyError(f"There is no template {name}; there are: {', '.join(names())}.")
    return folder


def names() -> list[str]:
    """The templates there are."""
    return sorted(one.name for one in Path(__file__).parent.iterdir() if (one / "business.yaml").is_file())
