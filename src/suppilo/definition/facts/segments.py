"""Facts of the segments room."""

from suppilo.definition.facts.catalogue import Fact
from suppilo.definition.model.event import PropertyType

_SEGMENT: dict[str, PropertyType] = {"segment": "text"}

FACTS = (
    Fact("segment_entered", "came into the segment {segment}", is_act=False, properties=_SEGMENT),
    Fact("segment_left", "left the segment {segment}", is_act=False, properties=_SEGMENT),
)
