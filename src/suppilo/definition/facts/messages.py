"""Facts of the messages room."""

from suppilo.definition.facts.catalogue import Fact
from suppilo.definition.model.event import PropertyType

_MESSAGE: dict[str, PropertyType] = {"message": "text", "channel": "text", "journey": "text"}
_DEVICE: dict[str, PropertyType] = {"agent": "text", "reason": "text"}

FACTS = (
    Fact("message_sent", "was sent {message}", is_act=False, properties=_MESSAGE),
    Fact(
        "message_held",
        "was not sent {message}: {reason}",
        is_act=False,
        properties={**_MESSAGE, "reason": "text", "until": "instant"},
    ),
    Fact("message_unknown", "may or may not have got {message}", is_act=False, properties=_MESSAGE),
    Fact("message_delivered", "got {message}", is_act=False, properties=_MESSAGE),
    Fact(
        "message_reported",
        "is reported on ({message}) in a word that nobody here knows: {word}",
        is_act=False,
        properties={**_MESSAGE, "word": "text"},
    ),
    Fact("message_replied", "answered {message}", properties=_MESSAGE),
    Fact("message_auto_replied", "sent an automatic answer to {message}", is_act=False, properties=_MESSAGE),
    Fact("message_complained", "reported {message} as spam", is_act=False, properties=_MESSAGE),
    Fact("message_clicked", "clicked a link in {message}", properties={**_MESSAGE, "link": "text", "offer": "text"}),
    Fact("message_shown", "was shown {message}", is_act=False, properties=_MESSAGE),
    Fact("message_unseen", "did not see {message} in time", is_act=False, properties=_MESSAGE),
    Fact("message_closed", "closed {message} without following it", is_act=False, properties=_MESSAGE),
    Fact("device_added", "allowed notifications in {agent}", properties=_DEVICE),
    Fact("device_removed", "gets no notifications in {agent} any more: {reason}", is_act=False, properties=_DEVICE),
    Fact("message_opened", "opened {message}", properties=_MESSAGE),
    Fact(
        "reaction_reclassed",
        "an opening of {message}, or a click in it, turned out to be of another class",
        is_act=False,
        properties={"message": "text", "channel": "text"},
    ),
    Fact(
        "message_bounced", "could not be reached with {message}", is_act=False, properties={**_MESSAGE, "hard": "bool"}
    ),
)
