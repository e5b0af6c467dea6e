"""Facts of the journeys room."""

from suppilo.definition.facts.catalogue import Fact

FACTS = (
    Fact("journey_started", "started the journey {journey}", is_act=False, properties={"journey": "text"}),
    Fact(
        "journey_ended",
        "ended the journey {journey}: {reason}",
        is_act=False,
        properties={"journey": "text", "reason": "text"},
    ),
    Fact("journey_resumed", "goes on in the journey {journey}", is_act=False, properties={"journey": "text"}),
    Fact("tag_added", "was tagged {tag}", is_act=False, properties={"tag": "text"}),
    Fact("tag_removed", "lost the tag {tag}", is_act=False, properties={"tag": "text"}),
    Fact(
        "points_given",
        "was given points in {score}: {points}",
        is_act=False,
        properties={"score": "text", "points": "number"},
    ),
)
