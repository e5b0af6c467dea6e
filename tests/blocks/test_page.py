"""Blocks become sections with one main heading, and everything that came from outside is escaped."""

from __future__ import annotations

import pytest

from suppilo.blocks.context import OfferView, PageContext
from suppilo.blocks.page import page_html
from suppilo.definition.model import Block
from tests.blocks.test_richtext import tags

pytestmark = pytest.mark.pure
EVIL = "<img src=x onerror=alert(1)>\"'"


def context(name: str = "Box") -> PageContext:
    return PageContext(
        language="fi",
        fallbacks=("en",),
        page=lambda page_id: f"/shop/{page_id}",
        offer=lambda offer_id: OfferView(offer_id, name, "Three bags", "9,90 €", "sis. alv", "/shop/box"),
        image=lambda path: f"/files/{path}",
        form=lambda form_id: f"<form><input name={form_id}></form>",
        buy=lambda offer_id, label: f"<form><button>{label}</button></form>",
    )


def block(**given) -> Block:
    """A block; its address is put in unchecked, because the checks of the definition are not what is tested here."""
    url = given.pop("url", None)
    return Block.model_validate({"id": "x", **given}).model_copy(update={"url": url})


def test_a_page_has_one_main_heading_and_it_is_the_first():
    html = page_html(
        [block(kind="text", body="a"), block(kind="hero", heading="H"), block(kind="heading", heading="I")], context()
    )
    assert "<h1>H</h1>" in html
    assert "<h2>I</h2>" in html
    assert html.count("<h1") == 1


def test_a_text_is_taken_in_the_visitors_language_else_in_the_first():
    html = page_html(
        [block(kind="heading", heading={"en": "Coffee", "fi": "Kahvi"}, body={"en": "Only English"})], context()
    )
    assert "Kahvi" in html
    assert "Only English" in html


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "hero", "heading": EVIL, "body": EVIL, "label": EVIL, "page": "next", "image": "a.png", "alt": EVIL},
        {"kind": "list", "heading": EVIL, "items": [EVIL]},
        {"kind": "quote", "body": EVIL, "by": EVIL},
        {"kind": "offer", "offer": "box", "label": EVIL, "heading": EVIL},
        {"kind": "buy", "offer": "box", "heading": EVIL},
        {"kind": "button", "label": EVIL, "url": 'https://a.example/"><script>'},
        {"kind": "faq", "heading": EVIL, "items": [EVIL + "\n" + EVIL]},
        {"kind": "comparison", "heading": EVIL, "items": [" | " + EVIL, EVIL + " | " + EVIL]},
        {"kind": "image", "image": "a.png", "alt": EVIL, "body": EVIL},
    ],
)
def test_no_block_lets_markup_through(given: dict[str, object]):
    for tag, attributes in tags(page_html([block(**given)], context(name=EVIL))):
        assert tag not in ("script", "iframe")
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("src") in (None, "/files/a.png")


def test_a_button_leads_to_a_form_a_page_an_offer_or_an_address_and_nowhere_else():
    def address(**given: object) -> str | None:
        found = tags(page_html([block(kind="button", label="Go", **given)], context()))
        return next((attributes["href"] for tag, attributes in found if tag == "a"), None)

    assert address(form="ask") == "#form-ask"
    assert address(page="next") == "/shop/next"
    assert address(offer="box") == "/shop/box"
    assert address(url="https://a.example/") == "https://a.example/"
    assert address(url="javascript:alert(1)") is None


def test_questions_open_without_scripts_and_a_table_has_headings():
    html = page_html(
        [
            block(kind="faq", items=["When?\nOn Wednesday.\n\nAlways."]),
            block(kind="comparison", heading="Costs", items=[" | Year | Bag", "Price | 99 | 142"]),
        ],
        context(),
    )
    assert "<details><summary>When?</summary>" in html
    assert "<p>On Wednesday.</p><p>Always.</p>" in html
    assert '<th scope="col">Year</th>' in html
    assert '<th scope="row">Price</th><td>99</td><td>142</td>' in html
