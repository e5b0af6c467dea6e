"""Does the definition hold together? Each file looks for one kind of mistake."""

from suppilo.definition.checks.all import check

__all__ = ["check"]
