"""An experiment: people are given one of several variants, and what they do is compared."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from suppilo.definition.model.base import Id, Part, Text


class Variant(Part):
    """What some of the people get, and how many, against the other variants' weights."""

    id: Id
    name: Text | None = None
    weight: Annotated[int, Field(ge=1, le=1000)] = 1


class Experiment(Part):
    """The first variant is the control. Its id is its salt: another experiment divides people another way.

    `decided` names the variant that everybody gets who was not in the experiment yet; without it, it runs.
    """

    name: Text
    hypothesis: Text | None = None
    variants: Annotated[tuple[Variant, ...], Field(min_length=1)]
    decided: Id | None = None

    @property
    def control(self) -> str:
        """The variant that others are compared with."""
        return self.variants[0].id

    def known(self, variant: str) -> str:
        """The variant itself, or the control where the experiment has none of that id (any more)."""
        return variant if any(one.id == variant for one in self.variants) else self.control
