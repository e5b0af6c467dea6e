"""Facts of the people room. Never holds contact data: only which kind of identifier."""

from suppilo.definition.facts.catalogue import Fact

FACTS = (
    Fact("person_identified", "left a contact point ({kind})", is_act=False, properties={"kind": "text"}),
    Fact("attributes_changed", "was described anew: {keys}", is_act=False, properties={"keys": "list"}),
    Fact("consent_given", "agreed to {purpose} by {channel}", properties={"purpose": "text", "channel": "text"}),
    Fact(
        "consent_requested",
        "was asked to confirm {purpose} by {channel}",
        is_act=False,
        properties={"purpose": "text", "channel": "text"},
    ),
    Fact(
        "consent_withdrawn",
        "no longer agrees to {purpose} by {channel}",
        properties={"purpose": "text", "channel": "text"},
    ),
    Fact(
        "people_merged",
        "turned out to be the same person as another entry",
        is_act=False,
        properties={"absorbed": "number"},
    ),
    Fact(
        "people_unmerged",
        "was told apart again from another entry",
        is_act=False,
        properties={"kept": "number", "absorbed": "number"},
    ),
)
