"""Facts of the offers room. Amounts are net of VAT, in units of the currency."""

from suppilo.definition.facts.catalogue import Fact
from suppilo.definition.model.event import PropertyType

_OFFER: dict[str, PropertyType] = {"offer": "text", "role": "text"}
_ORDER: dict[str, PropertyType] = {
    **_OFFER,
    "order": "text",
    "amount": "number",
    "currency": "text",
    "quantity": "number",
}

FACTS = (
    Fact("cart_filled", "put {offer} in the cart", properties=_OFFER),
    Fact(
        "checkout_started", "went to the checkout", properties={"order": "text", "amount": "number", "currency": "text"}
    ),
    Fact("offer_bought", "bought {offer}", properties=_ORDER),
    Fact(
        "order_paid",
        "paid an order of {amount} {currency} (without VAT)",
        properties={"order": "text", "amount": "number", "currency": "text"},
    ),
    Fact("payment_failed", "had a payment declined", is_act=False, properties={"order": "text", "reason": "text"}),
    Fact(
        "order_refunded",
        "got {amount} {currency} back (without VAT)",
        is_act=False,
        properties={"order": "text", "amount": "number", "currency": "text"},
    ),
)
