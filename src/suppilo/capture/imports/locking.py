"""One process at a time goes on with an import; the lock is the kernel's, so a killed process leaves none behind."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from suppilo.capture.imports.opening import CannotImport


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold the lock `name` inside the block. Raises CannotImport when another process holds it."""
    folder = Path(settings.HOME) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotImport(_("This import is running in another process: wait until it ends.")) from error
        yield
