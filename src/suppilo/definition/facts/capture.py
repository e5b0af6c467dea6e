"""Facts of the capture room."""

from suppilo.definition.facts.catalogue import Fact
from suppilo.definition.model.event import PropertyType

#: Where in a site something was done, and in which visit (a random id, only of visitors who agreed to be measured).
_WHERE: dict[str, PropertyType] = {"page": "text", "funnel": "text", "url": "text", "visit": "text"}

FACTS = (
    Fact(
        "form_submitted",
        "filled in the form {form}",
        properties={
            "form": "text",
            "funnel": "text",
            "magnet": "text",
            "page": "text",
            "source": "text",
            "medium": "text",
            "campaign": "text",
            "term": "text",
            "content": "text",
            "language": "text",
            "address": "text",
        },
    ),
    Fact("form_started", "began to fill in the form {form}", properties={"form": "text", **_WHERE}),
    Fact("scrolled", "read {depth} % of the page {page}", properties={"depth": "number", **_WHERE}),
    Fact("engaged", "spent {seconds} s with the page {page}", properties={"seconds": "number", **_WHERE}),
    Fact(
        "lead_imported",
        "became a lead (imported)",
        properties={"source": "text", "landing_page": "text", "campaign": "text"},
    ),
    Fact(
        "link_visited", "came in through {source}", properties={"source": "text", "medium": "text", "campaign": "text"}
    ),
)
