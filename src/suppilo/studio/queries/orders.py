"""Orders as the desk lists them."""

from __future__ import annotations

from dataclasses import dataclass

from suppilo.offers import queries as offers
from suppilo.people import queries as people
from suppilo.studio.words import codes
from suppilo.studio.words.money import say_money
from suppilo.studio.words.orders import NOTICES

PAGE = 50
_TONES = {"paid": "good", "partly": "warn", "refunded": "warn"}


@dataclass(frozen=True)
class OrderRow:
    """One order in words. `can_refund` when money is left to give back."""

    card: offers.OrderCard
    who: str
    gross: str
    refunded: str
    state: str
    tone: str
    can_refund: bool


@dataclass(frozen=True)
class OrderPage:
    """A page of them; `older` is the number to go on before, if there are more."""

    rows: tuple[OrderRow, ...]
    older: int | None


@dataclass(frozen=True)
class OddLine:
    """A payment that does not fit, in words."""

    notice: offers.OddNotice
    who: str
    amount: str
    words: str


def page(workspace_id: int, *, before: int | None = None) -> OrderPage:
    """The newest orders."""
    cards = offers.newest_orders(workspace_id, limit=PAGE + 1, before=before)
    shown = cards[:PAGE]
    who = people.describe(workspace_id, {card.person_id for card in shown})
    rows = tuple(
        OrderRow(
            card,
            who[card.person_id].label if card.person_id in who else "–",
            say_money(card.gross),
            say_money(card.refunded) if card.refunded.minor else "",
            codes.say_code(codes.ORDER_STATES, card.state),
            _TONES.get(card.state, ""),
            card.paid_at is not None and card.refunded.minor < card.gross.minor,
        )
        for card in shown
    )
    return OrderPage(rows, shown[-1].number if len(cards) > PAGE else None)


def odd(workspace_id: int) -> list[OddLine]:
    """Payments that do not fit, newest first."""
    found = offers.odd_notices(workspace_id)
    who = people.describe(workspace_id, {one.person_id for one in found})
    return [
        OddLine(
            one,
            who[one.person_id].label if one.person_id in who else "–",
            say_money(one.amount),
            codes.say_code(NOTICES, one.effect),
        )
        for one in found
    ]


def currency_of(workspace_id: int, number: int) -> str:
    """The currency of an order; "" when there is none of this number."""
    found = offers.newest_orders(workspace_id, limit=1, before=number + 1)
    return found[0].gross.currency if found and found[0].number == number else ""
