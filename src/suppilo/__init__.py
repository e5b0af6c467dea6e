"""Suppilo: a business's whole sales funnel from one definition.

As a library it answers questions about events, without a server: `suppilo.funnel(frame, steps=[...])`. Nothing heavy is
loaded before the first name is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from suppilo.analysis.answers import NotComputed as NotComputed
    from suppilo.analysis.asking import Event as Event
    from suppilo.analysis.asking import Exclude as Exclude
    from suppilo.analysis.asking import Step as Step
    from suppilo.analysis.attribution import attribution as attribution
    from suppilo.analysis.breaking_down import PersonProperty as Person
    from suppilo.analysis.errors import BadInput as BadInput
    from suppilo.analysis.funnel import funnel as funnel
    from suppilo.analysis.paths import paths as paths
    from suppilo.analysis.retention import retention as retention
    from suppilo.analysis.time_to_convert import time_to_convert as time_to_convert

__version__ = "0.1.0"

_PLACES = {
    "BadInput": ("errors", "BadInput"),
    "Event": ("asking", "Event"),
    "Exclude": ("asking", "Exclude"),
    "NotComputed": ("answers", "NotComputed"),
    "Person": ("breaking_down", "PersonProperty"),
    "Step": ("asking", "Step"),
    "attribution": ("attribution", "attribution"),
    "funnel": ("funnel", "funnel"),
    "paths": ("paths", "paths"),
    "retention": ("retention", "retention"),
    "time_to_convert": ("time_to_convert", "time_to_convert"),
}
__all__ = [
    "BadInput",
    "Event",
    "Exclude",
    "NotComputed",
    "Person",
    "Step",
    "attribution",
    "funnel",
    "paths",
    "retention",
    "time_to_convert",
]


def __getattr__(name: str) -> Any:
    """The library's names, each loaded when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module 'suppilo' has no attribute {name!r}")
    module, attribute = _PLACES[name]
    found = getattr(import_module(f"suppilo.analysis.{module}"), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
