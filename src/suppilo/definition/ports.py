"""What the definition asks of the rooms above it, which know more than the document says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

#: By country the channels on which its law wants every consent confirmed, whatever a purpose says.
Confirming = Callable[[], Mapping[str, frozenset[str]]]

_asked: list[Confirming] = []


def register_confirming(ask: Confirming) -> None:
    """Tell who knows the law (from an AppConfig's `ready`); the last one counts."""
    _asked[:] = [ask]


def confirming() -> Mapping[str, frozenset[str]]:
    """What the law of each country wants confirmed; nothing where nobody who knows it is there."""
    return _asked[0]() if _asked else {}
