"""Facts of the capture room."""

from suppilo.definition.facts.catalogue import Fact

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
            "language": "text",
        },
    ),
    Fact(
        "lead_imported",
        "became a lead (imported)",
        properties={"source": "text", "landing_page": "text", "campaign": "text"},
    ),
    Fact(
        "link_visited", "came in through {source}", properties={"source": "text", "medium": "text", "campaign": "text"}
    ),
)
