"""Facts of the pages room."""

from suppilo.definition.facts.catalogue import Fact
from suppilo.definition.model.event import PropertyType

_VIEW: dict[str, PropertyType] = {
    "page": "text",
    "funnel": "text",
    "url": "text",
    "referrer": "text",
    "source": "text",
    "medium": "text",
    "campaign": "text",
    "term": "text",
    "content": "text",
    # The advertiser's name of one click; only of visitors who agreed to be measured.
    "gclid": "text",
    "fbclid": "text",
    "msclkid": "text",
    "language": "text",
    # Only from the tracker on other websites: a random id of the visit, and whether this view began it.
    "visit": "text",
    "entry": "bool",
}

FACTS = (
    Fact("page_viewed", "looked at the page {page}", properties=_VIEW),
    Fact("magnet_opened", "opened {offer}", properties={"offer": "text"}),
)
