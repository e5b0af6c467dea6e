"""Facts of the funnels room."""

from suppilo.definition.facts.catalogue import Fact
from suppilo.definition.model.event import PropertyType

_STAGE: dict[str, PropertyType] = {"funnel": "text", "stage": "text"}

FACTS = (
    Fact("stage_matched", "met the condition of {stage}", is_act=False, properties=_STAGE),
    Fact(
        "stage_assigned",
        "was put into {stage} by the journey {journey}",
        is_act=False,
        properties={**_STAGE, "journey": "text"},
    ),
    Fact(
        "stage_entered",
        "moved to {stage}",
        is_act=False,
        properties={**_STAGE, "from_stage": "text", "correcting": "bool"},
    ),
)
