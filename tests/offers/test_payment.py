"""Whatever a provider says, how often and in whatever order: one order is paid once."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import timedelta

import pytest

from suppilo.events.models import Event
from suppilo.kernel.money import Money
from suppilo.offers import errors, operations, ports, queries
from suppilo.offers.models import Order, Payment, PaymentNotice
from tests.offers.shop import NOON
from tests.offers.test_checkout import buy, facts, fill

pytestmark = pytest.mark.django_db


class Bank:
    """A provider of the tests' own, behind the real port."""

    name = "bank"
    origins = ("https://bank.example",)

    def __init__(self) -> None:
        self.started: list[str] = []
        self.refunds: dict[str, int] = {}
        self.broken = False

    def serves(self, workspace_id: int) -> bool:
        return True

    def start(self, to_pay: ports.ToPay, urls: ports.Urls) -> ports.Started:
        if self.broken:
            raise ports.PaymentUnavailable("The bank is closed: try again later.")
        self.started.append(to_pay.key)
        return ports.Started(f"https://bank.example/{to_pay.key}", f"ref-{to_pay.key}")

    def parse_notice(self, body: bytes, headers: Mapping[str, str]) -> ports.Notice:
        raise ports.BadNotice("not used here")

    def refund(self, key: str, reference: str, amount: Money, token: str) -> str:
        if self.broken:
            raise ports.PaymentUnavailable("The bank is closed: try again later.")
        self.refunds.setdefault(token, amount.minor)
        return f"back-{token}"


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    bank = Bank()
    monkeypatch.setattr(ports, "_providers", {"bank": bank})
    return bank


def start(shop: int, order_id: int) -> str:
    operations.start_payment(shop, order_id=order_id, back_url="x", callback_base="y/", now=NOON)
    return Payment.objects.filter(order_id=order_id).latest("attempt").key


@pytest.fixture
def order(shop: int, bank: Bank) -> Order:
    return Order.objects.get(pk=buy(shop, fill(shop, "box")).order_id)


@pytest.fixture
def key(shop: int, order: Order) -> str:
    return start(shop, order.pk)


def notice(key: str, kind: str, *, number: str = "", amount: int = 990, currency: str = "EUR", reason: str = ""):
    return ports.Notice(
        provider="bank",
        notice_id=number or f"{kind}-1",
        key=key,
        kind=kind,
        amount=Money(currency, amount),
        at=NOON + timedelta(hours=1),
        reason=reason,
    )


def tell(*notices: ports.Notice) -> list[str]:
    return [operations.receive_payment(one, now=NOON + timedelta(hours=2)).effect for one in notices]


def test_a_paid_order_tells_the_log_line_by_line_with_net_amounts(shop: int, bank: Bank):
    made = buy(shop, fill(shop, "box", "grinder"), total=5890)
    tell(notice(start(shop, made.order_id), "paid", amount=5890))
    assert [fact.properties for fact in facts("offer_bought")] == [
        {"offer": "box", "role": "tripwire", "order": "1", "amount": 8.72, "currency": "EUR", "quantity": 1},
        {"offer": "grinder", "role": "addon", "order": "1", "amount": 39.04, "currency": "EUR", "quantity": 1},
    ]
    (paid,) = facts("order_paid")
    assert paid.properties == {"order": "1", "amount": 47.76, "currency": "EUR"}
    assert {paid.person_id} == {made.person_id}
    assert queries.bought_by(shop, [made.person_id]) == {"box", "grinder"}
    assert queries.last_purchase(shop, [made.person_id, 999]) == {made.person_id: NOON + timedelta(hours=1)}


def test_a_notice_that_comes_twice_pays_once(key: str):
    once, twice = (operations.receive_payment(notice(key, "paid"), now=NOON) for _ in range(2))
    assert (once.effect, once.repeated) == ("paid", False)
    assert (twice.effect, twice.repeated) == ("paid", True)
    assert len(facts("order_paid")) == 1
    assert PaymentNotice.objects.count() == 1


@pytest.mark.parametrize("kinds", sorted(set(itertools.permutations(["pending", "paid", "failed", "paid"]))))
def test_in_whatever_order_notices_come_the_order_ends_paid_once(order: Order, key: str, kinds: tuple[str, ...]):
    tell(*(notice(key, kind, number=f"{place}") for place, kind in enumerate(kinds)))
    order.refresh_from_db()
    assert order.state == Order.State.PAID
    assert Payment.objects.get().state == Payment.State.PAID
    assert len(facts("order_paid")) == len(facts("offer_bought")) == 1
    assert PaymentNotice.objects.count() == len(kinds)


def test_what_comes_after_paid_is_kept_without_effect(order: Order, key: str):
    assert tell(notice(key, "paid"), notice(key, "pending"), notice(key, "failed")) == ["paid", "late", "late"]
    assert facts("payment_failed") == []


def test_a_declined_payment_leaves_the_order_open_for_another_try(shop: int, order: Order, key: str):
    assert tell(notice(key, "failed", reason="Insufficient funds, call ann@bank.example")) == ["noted"]
    (failed,) = facts("payment_failed")
    assert failed.properties == {"order": "1", "reason": "insufficient_funds_call_ann_bank_example"}
    second = start(shop, order.pk)
    assert second != key
    assert tell(notice(second, "paid")) == ["paid"]


def test_two_payments_of_one_order_pay_it_once_and_the_second_is_kept_for_a_person(shop: int, order: Order, key: str):
    tell(notice(key, "failed"))
    second = start(shop, order.pk)
    assert tell(notice(second, "paid", number="a"), notice(key, "paid", number="b")) == ["paid", "paid_again"]
    assert len(facts("order_paid")) == 1


@pytest.mark.parametrize(("amount", "currency"), [(1, "EUR"), (99000, "EUR"), (990, "SEK")])
def test_a_payment_of_another_amount_does_not_pay_the_order(order: Order, key: str, amount: int, currency: str):
    assert tell(notice(key, "paid", amount=amount, currency=currency)) == ["wrong_amount"]
    order.refresh_from_db()
    assert order.state == Order.State.OPEN
    assert facts("order_paid") == []


def test_a_notice_about_an_unknown_payment_is_kept_and_does_nothing(order: Order):
    assert tell(notice("no-such-key", "paid")) == ["unknown"]
    assert Event.objects.filter(name="order_paid").count() == 0


def test_a_double_click_starts_one_payment_and_a_paid_order_starts_none(shop: int, bank: Bank, order: Order):
    assert start(shop, order.pk) == start(shop, order.pk)
    assert len(bank.started) == 1
    tell(notice(bank.started[0], "paid"))
    assert operations.start_payment(shop, order_id=order.pk, back_url="x", callback_base="y", now=NOON) is None


def test_a_bank_that_cannot_be_reached_can_be_tried_again_under_the_same_key(shop: int, bank: Bank, order: Order):
    bank.broken = True
    with pytest.raises(ports.PaymentUnavailable):
        start(shop, order.pk)
    first = Payment.objects.get().key
    bank.broken = False
    assert start(shop, order.pk) == first


def test_refunds_in_pieces_end_exactly_at_zero_and_never_give_more(shop: int, bank: Bank, order: Order, key: str):
    tell(notice(key, "paid"))
    pieces = [
        operations.refund(shop, order_id=order.pk, amount=Money("EUR", part), token=f"t{part}", now=NOON)
        for part in (333, 334)
    ]
    with pytest.raises(errors.RefundRefused):
        operations.refund(shop, order_id=order.pk, amount=Money("EUR", 324), token="too-much", now=NOON)
    rest = operations.refund(shop, order_id=order.pk, token="rest", now=NOON)
    assert rest.gross == Money("EUR", 323)
    order.refresh_from_db()
    assert order.state == Order.State.REFUNDED
    assert (order.refunded_gross, order.refunded_net) == (order.gross, order.net)
    assert sum(part.net.minor for part in [*pieces, rest]) == order.net
    assert round(sum(fact.properties["amount"] for fact in facts("order_refunded")), 2) == 8.72
    assert queries.bought_by(shop, [order.person_id]) == set()


def test_a_refund_asked_for_twice_gives_money_back_once(shop: int, bank: Bank, order: Order, key: str):
    tell(notice(key, "paid"))
    results = [operations.refund(shop, order_id=order.pk, token="once", now=NOON) for _ in range(2)]
    assert [one.repeated for one in results] == [False, True]
    assert bank.refunds == {"once": 990}
    assert len(facts("order_refunded")) == 1


def test_a_refund_that_broke_off_at_the_bank_is_resumed(shop: int, bank: Bank, order: Order, key: str):
    tell(notice(key, "paid"))
    bank.broken = True
    with pytest.raises(ports.PaymentUnavailable):
        operations.refund(shop, order_id=order.pk, token="once", now=NOON)
    assert facts("order_refunded") == []
    bank.broken = False
    operations.refund(shop, order_id=order.pk, token="once", now=NOON)
    assert bank.refunds == {"once": 990}
    assert len(facts("order_refunded")) == 1


def test_an_unpaid_order_has_nothing_to_give_back(shop: int, bank: Bank, order: Order):
    with pytest.raises(errors.RefundRefused):
        operations.refund(shop, order_id=order.pk, token="t", now=NOON)
