"""What the business sells or gives away."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from suppilo.definition.model.base import Id, Money, Part, Text

Role = Literal["magnet", "tripwire", "core", "addon"]


class Offer(Part):
    """An offer on the ladder. A magnet has no price (it costs contact data) and may have a file."""

    role: Role
    name: Text
    summary: Text | None = None
    price: Money | None = None
    vat_percent: Annotated[float, Field(ge=0, le=100)] = 0
    file: str | None = None
    after: Id | None = None
    billing: Literal["once", "monthly", "yearly"] = "once"
