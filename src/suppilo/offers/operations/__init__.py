"""What changes a cart, an order, or money."""

from suppilo.offers.operations.cart import add_to_cart, set_quantity
from suppilo.offers.operations.checkout import Buyer, CheckedOut, checkout
from suppilo.offers.operations.notice import Received, receive_payment
from suppilo.offers.operations.payment import start_payment
from suppilo.offers.operations.refund import Refunded, refund

__all__ = [
    "Buyer",
    "CheckedOut",
    "Received",
    "Refunded",
    "add_to_cart",
    "checkout",
    "receive_payment",
    "refund",
    "set_quantity",
    "start_payment",
]
