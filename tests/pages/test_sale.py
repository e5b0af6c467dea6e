"""From the sales page to the receipt, and what a stranger or a forger cannot do on the way."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from suppilo.events.models import Event
from suppilo.messages.models import Told
from suppilo.offers import ports
from suppilo.offers import queries as offers
from suppilo.offers.models import Cart, Order, Payment, PaymentNotice
from suppilo.people.models import Consent, Person
from suppilo.providers.pay_test.provider import SIGNATURE_HEADER, notice, read_address, signature
from tests.offers.shop import BUSINESS, NOON, open_shop, publish
from tests.pages.reading import form_to

pytestmark = pytest.mark.django_db
BUYER = {"email": "aino@example.org", "name": "Aino <b>Virtanen</b>", "terms": "1"}
CALLBACK = "/pay/notice/test"


def put_in_cart(visitor: Client, offer: str = "box") -> HttpResponse:
    return visitor.post("/kahvila/cart", {"offer": offer})


def order(visitor: Client, **changed: str) -> HttpResponse:
    fields = form_to(visitor.get("/kahvila/checkout"), "checkout")
    return visitor.post("/kahvila/checkout", fields | BUYER | changed)


def pay(visitor: Client, address: str, answer: str = "pay") -> HttpResponse:
    return visitor.post(address, {"answer": answer})


def bought() -> int:
    return Event.objects.filter(name="offer_bought").count()


def send(visitor: Client, body: bytes, signed: str | None = None) -> HttpResponse:
    header = {SIGNATURE_HEADER: signature(body) if signed is None else signed}
    return visitor.post(CALLBACK, body, content_type="application/json", headers=header)


def started(visitor: Client) -> dict[str, object]:
    """An order whose payment has begun; what its payment page knows."""
    put_in_cart(visitor)
    content = read_address(order(visitor).headers["Location"].removeprefix("/pay/test/"))
    assert content is not None
    return content


def test_the_way_from_the_sales_page_to_the_receipt_and_up_the_ladder(shop: int, visitor: Client):
    assert form_to(visitor.get("/kahvila/box"), "cart")["offer"] == "box"
    assert put_in_cart(visitor).headers["Location"] == "/kahvila/cart"
    cart = visitor.get("/kahvila/cart").content.decode()
    assert "€9.90" in cart
    checkout = visitor.get("/kahvila/checkout").content.decode()
    assert "Order with obligation to pay · €9.90" in checkout
    assert "withdraw from this purchase within 14 days" in checkout
    to_bank = order(visitor).headers["Location"]
    assert to_bank.startswith("/pay/test/")
    assert "No money moves." in visitor.get(to_bank).content.decode()
    assert bought() == 0
    back = pay(visitor, to_bank).headers["Location"]
    receipt = visitor.get(back).content.decode()
    assert "Thank you for your order!" in receipt
    assert "Aino &lt;b&gt;Virtanen&lt;/b&gt;" in receipt
    assert "Year" in receipt  # the next rung
    assert bought() == 1
    upsell = form_to(visitor.get(back), "cart")
    visitor.post("/kahvila/cart", upsell)
    known = form_to(visitor.get("/kahvila/checkout", {"p": upsell["p"]}), "checkout")
    assert known["email"] == "aino@example.org"
    second = pay(visitor, order(visitor).headers["Location"]).headers["Location"]
    assert "Grinder" in visitor.get(second).content.decode()
    assert offers.bought_by(shop, [Person.objects.get().pk]) == {"box", "year"}


def test_the_whole_sale_speaks_finnish(visitor: Client):
    visitor.post("/kahvila/cart", {"offer": "box", "lang": "fi"})
    fields = form_to(visitor.get("/kahvila/checkout?lang=fi"), "checkout")
    assert "Tee maksuvelvoitteinen tilaus · 9,90" in visitor.get("/kahvila/checkout?lang=fi").content.decode()
    to_bank = visitor.post("/kahvila/checkout", fields | BUYER).headers["Location"]
    assert "Raha ei liiku." in visitor.get(to_bank).content.decode()
    back = pay(visitor, to_bank).headers["Location"]
    assert "lang=fi" in back
    assert "Kiitos tilauksestasi!" in visitor.get(back).content.decode()


def test_pressing_the_order_button_twice_makes_one_order(visitor: Client):
    put_in_cart(visitor)
    fields = form_to(visitor.get("/kahvila/checkout"), "checkout") | BUYER
    first, second = (visitor.post("/kahvila/checkout", fields).headers["Location"] for _ in range(2))
    assert first == second
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_ordering_again_after_paying_leads_to_the_receipt(visitor: Client):
    put_in_cart(visitor)
    fields = form_to(visitor.get("/kahvila/checkout"), "checkout") | BUYER
    pay(visitor, visitor.post("/kahvila/checkout", fields).headers["Location"])
    again = visitor.post("/kahvila/checkout", fields)
    assert again.headers["Location"].startswith("/kahvila/order/")
    assert bought() == 1


def test_a_price_sent_by_the_browser_is_not_believed(visitor: Client):
    put_in_cart(visitor)
    visitor.post("/kahvila/cart", {"offer": "box", "price": "0.01 EUR", "quantity": "1"})
    order(visitor, price="1", total="1", amount="1")
    assert Order.objects.get().gross == 990


@pytest.mark.parametrize("token", ["", "forged", "WyJhIiwiRVVSIiwxXQ:1w0000:xxxx"])
def test_a_forged_checkout_token_is_shown_the_order_again(visitor: Client, token: str):
    put_in_cart(visitor)
    assert order(visitor, token=token).status_code == 409
    assert Order.objects.count() == 0


def test_the_checkout_token_of_another_cart_is_worth_nothing(visitor: Client, other: Client):
    put_in_cart(visitor)
    put_in_cart(other, "grinder")
    foreign = form_to(visitor.get("/kahvila/checkout"), "checkout")["token"]
    assert order(other, token=foreign).status_code == 409
    assert Order.objects.count() == 0


def test_a_new_price_is_shown_before_anything_is_ordered(shop: int, visitor: Client):
    put_in_cart(visitor)
    fields = form_to(visitor.get("/kahvila/checkout"), "checkout") | BUYER
    publish(shop, box_price="12.00 EUR")
    response = visitor.post("/kahvila/checkout", fields)
    assert response.status_code == 409
    assert "A price has changed" in response.content.decode()
    assert "€12.00" in response.content.decode()
    assert Order.objects.count() == 0


def test_another_visitors_cart_cannot_be_seen_or_changed(visitor: Client, other: Client):
    put_in_cart(visitor)
    assert "Your cart is empty." in other.get("/kahvila/cart").content.decode()
    other.post("/kahvila/cart", {"offer": "box", "quantity": "50"})
    other.cookies["suppilo_cart"] = "1"
    other.post("/kahvila/cart", {"offer": "box", "quantity": "50"})
    assert Cart.objects.get().lines.get().quantity == 1


def test_looking_changes_nothing(visitor: Client):
    put_in_cart(visitor)
    for address in ("/kahvila/cart?offer=grinder&quantity=9", "/kahvila/checkout?email=a@b.fi&name=x&terms=1"):
        visitor.get(address)
    assert Cart.objects.get().lines.get().quantity == 1
    assert Order.objects.count() == 0
    to_bank = order(visitor).headers["Location"]
    visitor.get(to_bank + "?answer=pay")
    assert PaymentNotice.objects.count() == 0
    assert visitor.get(CALLBACK).status_code == 405


def test_what_is_missing_at_the_checkout_is_said_at_its_field(visitor: Client):
    put_in_cart(visitor)
    response = order(visitor, email="nonsense", terms="")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Please accept the terms." in html
    assert order(visitor, email="nonsense").content.decode().count("not an e-mail address we can write to") == 2
    assert 'value="Aino &lt;b&gt;Virtanen&lt;/b&gt;"' in html
    assert Order.objects.count() == 0


def test_a_declined_payment_can_be_tried_again_on_the_order_page(visitor: Client):
    put_in_cart(visitor)
    back = pay(visitor, order(visitor).headers["Location"], "decline").headers["Location"]
    html = visitor.get(back).content.decode()
    assert "The payment did not go through" in html
    assert bought() == 0
    again = visitor.post(back.partition("?")[0] + "/pay").headers["Location"]
    assert again.startswith("/pay/test/")
    pay(visitor, again)
    assert bought() == 1


def test_paying_twice_on_the_payment_page_buys_once(visitor: Client):
    put_in_cart(visitor)
    to_bank = order(visitor).headers["Location"]
    assert pay(visitor, to_bank).headers["Location"] == pay(visitor, to_bank).headers["Location"]
    assert bought() == 1


def test_a_callback_is_believed_only_with_its_own_signature(visitor: Client):
    content = started(visitor)
    body = notice(content, kind="paid", notice_id="1", at=NOON)
    cheaper = body.replace(b"990", b"100")
    for forged in ("", "0" * 64, signature(cheaper), signature(body)[:-1]):
        assert send(visitor, body, forged).status_code == 400
    assert send(visitor, cheaper, signature(body)).status_code == 400
    assert send(visitor, b"not json").status_code == 400
    assert bought() == 0
    assert [send(visitor, body).content for _ in range(2)] == [b"paid", b"paid"]
    assert bought() == 1


def test_callbacks_out_of_order_pay_once(visitor: Client):
    content = started(visitor)
    answers = [
        send(visitor, notice(content, kind=kind, notice_id=kind, at=NOON)).content
        for kind in ("paid", "pending", "failed")
    ]
    assert answers == [b"paid", b"late", b"late"]
    assert (Order.objects.get().state, bought()) == ("paid", 1)


def test_a_callback_for_an_unknown_provider_is_not_found(visitor: Client):
    assert visitor.post("/pay/notice/nobody", b"{}", content_type="application/json").status_code == 404


def test_an_order_is_shown_only_in_its_own_workspace_and_to_the_holder_of_its_key(visitor: Client):
    open_shop("toinen")
    put_in_cart(visitor)
    back = pay(visitor, order(visitor).headers["Location"]).headers["Location"].partition("?")[0]
    assert visitor.get(back.replace("kahvila", "toinen")).status_code == 404
    assert visitor.get("/kahvila/order/1").status_code == 404


def test_without_test_payments_nobody_pays_with_them_and_the_order_is_kept(visitor: Client, settings):
    settings.TEST_PAYMENTS = False
    put_in_cart(visitor)
    response = order(visitor)
    assert response.status_code == 503
    assert "Your order is kept" in response.content.decode()
    settings.TEST_PAYMENTS = True
    again = visitor.post(f"/kahvila/order/{Order.objects.get().key}/pay")
    assert again.headers["Location"].startswith("/pay/test/")


def test_a_gift_cannot_be_bought(visitor: Client):
    response = put_in_cart(visitor, "guide")
    assert response.status_code == 409
    assert "no longer for sale" in response.content.decode()


def test_an_offer_taken_out_of_the_definition_is_explained_and_the_cart_can_be_emptied(shop: int, visitor: Client):
    put_in_cart(visitor, "poster")
    publish(shop, text="\n".join(line for line in BUSINESS.splitlines() if "poster" not in line))
    response = visitor.get("/kahvila/cart")
    assert response.status_code == 409
    assert "no longer for sale" in response.content.decode()
    assert visitor.get("/kahvila/checkout").headers["Location"] == "/kahvila/cart"
    visitor.post("/kahvila/cart", {"clear": "1"})
    assert "Your cart is empty." in visitor.get("/kahvila/cart").content.decode()


def test_a_measured_visitor_and_their_order_are_one_person(visitor: Client):
    visitor.post("/kahvila/consent", {"choice": "yes", "next": "/kahvila/home"})
    put_in_cart(visitor)
    assert Event.objects.get(name="cart_filled").person_id == Person.objects.get().pk
    pay(visitor, order(visitor).headers["Location"])
    assert Person.objects.count() == 1
    assert Event.objects.get(name="order_paid").person_id == Person.objects.get().pk


def sources_of_forms(response: HttpResponse) -> list[str]:
    rules = response.headers["Content-Security-Policy"].split(";")
    return next(rule.split()[1:] for rule in rules if rule.split()[0] == "form-action")


def test_only_pages_that_lead_to_the_payment_let_forms_lead_to_its_provider(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    put_in_cart(visitor)
    assert sources_of_forms(visitor.get("/kahvila/checkout")) == ["'self'"]
    monkeypatch.setattr(ports.provider("test"), "origins", ("https://pay.example",))
    foreign = ["'self'", "https://pay.example"]
    assert sources_of_forms(visitor.get("/kahvila/checkout")) == foreign
    assert sources_of_forms(visitor.get("/kahvila/box")) == sources_of_forms(visitor.get("/kahvila/cart")) == ["'self'"]
    to_bank = order(visitor).headers["Location"]
    place = Order.objects.get().key
    assert sources_of_forms(visitor.get(f"/kahvila/order/{place}")) == foreign
    pay(visitor, to_bank)
    assert sources_of_forms(visitor.get(f"/kahvila/order/{place}")) == ["'self'"]


def test_a_provider_that_names_more_than_an_origin_is_refused():
    vendor = ports.provider("test")
    assert vendor is not None
    for origin in ("https://pay.example/path", "http://pay.example", "*", "https://pay.example; script-src *"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(vendor, "origins", (origin,))
            with pytest.raises(ValueError, match="no origin"):
                ports.register(vendor)


@pytest.mark.parametrize(("ticks", "told", "said"), [({}, 1, []), ({"refuse": "news"}, 0, ["withdrawn"])])
def test_buyers_are_told_of_similar_products_and_can_refuse(shop: int, visitor: Client, ticks, told, said):
    sentence = "We write to you about similar coffee."
    more = (
        f"purposes:\n  news: {{text: {{en: News, fi: News}}, existing_customers: {{en: {sentence}, fi: {sentence}}}}}\n"
    )
    publish(shop, text=BUSINESS.replace("purposes:\n", more))
    put_in_cart(visitor)
    assert sentence in visitor.get("/kahvila/checkout").content.decode()
    order(visitor, **ticks)
    assert list(Told.objects.values_list("words", flat=True)) == [sentence] * told
    assert list(Consent.objects.values_list("state", flat=True)) == said
