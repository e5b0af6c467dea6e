"""What a fact is, and how to look one up."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from suppilo.definition.model.event import CustomEvent, PropertyType

_ROOMS = ("pages", "capture", "people", "segments", "funnels", "experiments", "messages", "offers", "journeys", "sales")


@dataclass(frozen=True)
class Fact:
    """One kind of fact. An act is what the person did; an effect is what the system or staff did.

    `sentence` is how a timeline tells it, in English, with {property} places; the studio translates it.
    """

    name: str
    sentence: str
    is_act: bool = True
    properties: Mapping[str, PropertyType] = field(default_factory=dict)


@cache
def all_facts() -> dict[str, Fact]:
    """Every built-in fact by name."""
    found: dict[str, Fact] = {}
    for room in _ROOMS:
        module = importlib.import_module(f"suppilo.definition.facts.{room}")
        for item in module.FACTS:
            found[item.name] = item
    return found


def fact(name: str, custom: Mapping[str, CustomEvent] | None = None) -> Fact | None:
    """The fact called `name`, built-in or declared by the business; None when nobody knows it."""
    known = all_facts().get(name)
    if known is None and custom and name in custom:
        return Fact(name, name.replace("_", " "), True, dict(custom[name].properties))
    return known


def sentence(name: str) -> str:
    """The English sentence of a built-in fact, else its name in words."""
    known = all_facts().get(name)
    return known.sentence if known else name.replace("_", " ")
