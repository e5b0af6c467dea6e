"""Facts of the business's own, declared so that their properties have types."""

from __future__ import annotations

from typing import Literal

from suppilo.definition.model.base import Id, Part, Text

PropertyType = Literal["text", "number", "bool", "instant", "day", "list"]


class CustomEvent(Part):
    """A fact that this business adds to the catalogue; always an act."""

    name: Text | None = None
    properties: dict[Id, PropertyType] = {}
