"""Orders at the desk: what is odd is seen, and money is given back once, after a look at what that means."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.events.models import Event
from suppilo.foundation import clock
from suppilo.kernel.money import Money
from suppilo.offers import operations, ports
from suppilo.offers.models import Order, Payment, Refund
from suppilo.team import operations as team
from suppilo.team.models import Role, User, Workspace
from suppilo.team.queries import audit_of
from tests.offers.shop import NOON, open_shop
from tests.offers.test_checkout import buy, fill
from tests.offers.test_payment import Bank
from tests.studio.desk import sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/kahvila/orders/"


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    bank = Bank()
    monkeypatch.setattr(ports, "_providers", {"bank": bank})
    return bank


@pytest.fixture
def shop(bank: Bank) -> Workspace:
    """A paid order of 9.90 EUR, and a member of each role."""
    shop = Workspace.objects.get(pk=open_shop())
    for role in Role.values:
        user = team.create_user(email=f"{role}@kahvila.example")
        team.add_member(workspace=shop, user=user, role=role)
    order = buy(shop.pk, fill(shop.pk, "box"))
    operations.start_payment(shop.pk, order_id=order.order_id, back_url="x", callback_base="y/", now=NOON)
    receive(Money("EUR", 990))
    return shop


def receive(amount: Money, notice: str = "n1") -> None:
    key = Payment.objects.latest("pk").key
    operations.receive_payment(ports.Notice("bank", notice, key, "paid", amount, NOON), now=NOON)


@pytest.fixture
def owner(client: Client, shop: Workspace) -> Client:
    return sign_in(client, User.objects.get(email="owner@kahvila.example"))


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[-1].split('"')[0]


def send(client: Client, query: str = "") -> str:
    """Look at the refund, then press its button; the page that follows."""
    with clock.at(NOON):
        page = client.get(f"{PLACE}1/refund/{query}").content.decode()
        fields = {name: hidden(page, name) for name in ("amount", "token")}
        return client.post(f"{PLACE}1/refund/", fields, follow=True).content.decode()


def test_looking_at_a_refund_says_what_it_means_and_gives_nothing_back(owner: Client, bank: Bank) -> None:
    page = owner.get(f"{PLACE}1/refund/?amount=5,00").content.decode()
    assert "Give €5.00 back" in page
    assert "€4.40" in page
    assert "€0.60" in page
    assert bank.refunds == {}
    assert Order.objects.get().refunded_gross == 0


def test_money_is_given_back_in_part_and_whole_and_stands_in_the_log_and_the_record(
    owner: Client, bank: Bank, shop: Workspace
) -> None:
    assert "€5.00 given back" in send(owner, "?amount=5")
    assert sum(bank.refunds.values()) == 500
    assert "€9.90 given back" in send(owner)
    assert sum(bank.refunds.values()) == 990
    assert Event.objects.filter(name="order_refunded").count() == 2
    record = [(entry.action, entry.subject, entry.details) for entry in audit_of(shop)][:2]
    assert record == [
        ("order.refund", "order:1", {"amount": "4.90 EUR"}),
        ("order.refund", "order:1", {"amount": "5.00 EUR"}),
    ]
    assert "gave 5.00 EUR of order 1 back" in owner.get("/studio/kahvila/record/").content.decode()
    assert "refund/" not in owner.get(PLACE).content.decode()


def test_a_button_pressed_twice_gives_back_once(owner: Client, bank: Bank) -> None:
    with clock.at(NOON):
        page = owner.get(f"{PLACE}1/refund/?amount=5").content.decode()
        fields = {name: hidden(page, name) for name in ("amount", "token")}
        for _twice in range(2):
            owner.post(f"{PLACE}1/refund/", fields)
    assert sum(bank.refunds.values()) == 500


def test_a_refund_that_the_provider_did_not_answer_is_gone_on_with_later(owner: Client, bank: Bank) -> None:
    bank.broken = True
    assert "does not answer" in send(owner, "?amount=5")
    assert Refund.objects.get().state == "requested"
    bank.broken = False
    assert "was begun and not finished" in owner.get(f"{PLACE}1/refund/?amount=1").content.decode()
    send(owner)
    assert list(bank.refunds.values()) == [500]
    assert Refund.objects.get().state == "done"


@pytest.mark.parametrize("amount", ["10", "0", "-1", "x", "1.234", "9" * 40])
def test_more_than_is_left_and_what_is_no_amount_are_refused_with_words(owner: Client, bank: Bank, amount: str) -> None:
    answer = owner.get(f"{PLACE}1/refund/?amount={amount}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert owner.post(f"{PLACE}1/refund/", {"amount": amount, "token": "t"}).status_code == 409
    assert bank.refunds == {}


def test_a_payment_that_does_not_fit_is_shown_in_words_and_on_the_home_page(owner: Client, shop: Workspace) -> None:
    order = buy(shop.pk, fill(shop.pk, "box"), nonce="two")
    operations.start_payment(shop.pk, order_id=order.order_id, back_url="x", callback_base="y/", now=NOON)
    receive(Money("EUR", 1), "n2")
    page = owner.get(PLACE).content.decode()
    assert "Another amount came than was asked for" in page
    assert "€0.01" in page
    assert "1 payment does not fit." in owner.get("/studio/kahvila/").content.decode()


def test_who_sells_sees_orders_and_gives_nothing_back(client: Client, shop: Workspace) -> None:
    sign_in(client, User.objects.get(email="sales@kahvila.example"))
    page = client.get(PLACE).content.decode()
    assert "€9.90" in page
    assert "refund/" not in page
    assert client.post(f"{PLACE}1/refund/", {"amount": "1", "token": "t"}).status_code == 403
