"""Named groups of people."""

from __future__ import annotations

from suppilo.definition.model.base import Part, Text
from suppilo.definition.model.condition import Condition


class Segment(Part):
    """Everybody for whom the condition holds now."""

    name: Text
    when: Condition
