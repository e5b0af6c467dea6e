"""Facts of the sales room (deals are also imported from other systems)."""

from suppilo.definition.facts.catalogue import Fact

FACTS = (
    Fact(
        "deal_won",
        "signed a deal",
        properties={"deal": "text", "segment": "text", "lead_type": "text", "amount": "number", "seller": "text"},
    ),
    Fact("task_added", "gave us something to do", is_act=False, properties={"journey": "text"}),
    Fact("task_done", "was taken care of", is_act=False, properties={"journey": "text"}),
    Fact("deal_lost", "declined a deal", properties={"deal": "text", "reason": "text"}),
)
