"""A magnet opens at the address made for one recipient, and links in messages lead to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.events.models import Event
from suppilo.messages.ports import Link
from suppilo.pages import links
from suppilo.people.operations import identify
from suppilo.publishing import operations as publishing
from suppilo.publishing import queries
from tests.offers.shop import BUSINESS, NOON

pytestmark = pytest.mark.django_db


def publish(shop: int, folder: Path, name: str, *contents: tuple[str, bytes]) -> None:
    text = BUSINESS.replace("BOX_PRICE", "9.90 EUR").replace("{role: magnet,", f"{{role: magnet, file: '{name}',")
    (folder / "business.yaml").write_text(text)
    for path, content in contents:
        (folder / path).write_bytes(content)
    current = queries.running(shop)
    publishing.apply(shop, read_bundle(folder), made_from=current.number if current else None)


@pytest.fixture
def aino(shop: int) -> int:
    return identify(shop, identifiers={"email": "aino@example.org"}, language="fi", at=NOON, now=NOON).person_id


def address(shop: int, person: int) -> str:
    running = queries.running(shop)
    assert running is not None
    found = links.magnet_link(shop, person, Link("magnet", "guide"), running.bundle)
    assert found is not None
    return found.removeprefix("http://127.0.0.1:8000")


def test_a_text_is_read_on_the_page_in_the_recipients_language(shop: int, visitor: Client, aino: int, tmp_path: Path):
    texts = [("guide-en.md", b"**Hot** <script>"), ("guide-fi.md", b"**Kuuma** vesi")]
    publish(shop, tmp_path, "guide-{language}.md", *texts)
    html = visitor.get(address(shop, aino)).content.decode()
    assert "<strong>Kuuma</strong> vesi" in html
    english = visitor.get(address(shop, aino) + "?lang=en").content.decode()
    assert "<strong>Hot</strong> &lt;script&gt;" in english
    opened = list(Event.objects.filter(name="magnet_opened"))
    assert [(fact.person_id, fact.properties, fact.traffic) for fact in opened] == [
        (aino, {"offer": "guide"}, "person")
    ] * 2


def test_a_file_is_behind_a_button_and_comes_back_byte_by_byte(shop: int, visitor: Client, aino: int, tmp_path: Path):
    publish(shop, tmp_path, "guide.pdf", ("guide.pdf", b"%PDF-1.7 x"))
    page = address(shop, aino)
    assert f'href="{page}/file"' in visitor.get(page).content.decode()
    response = visitor.get(page + "/file")
    assert (response.content, response.headers["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
    assert response.headers["Content-Disposition"] == 'inline; filename="guide.pdf"'
    assert Event.objects.filter(name="magnet_opened").count() == 1


def test_a_scanner_of_mail_opens_without_counting_as_the_person(shop: int, visitor: Client, aino: int):
    visitor.get(address(shop, aino), headers={"user-agent": "curl/8.5"})
    visitor.head(address(shop, aino))
    assert [fact.traffic for fact in Event.objects.filter(name="magnet_opened")] == ["scanner"]


def test_without_a_file_the_page_says_so_and_the_file_is_not_found(shop: int, visitor: Client, aino: int):
    assert "Tiedostoa valmistellaan" in visitor.get(address(shop, aino)).content.decode()
    assert visitor.get(address(shop, aino) + "/file").status_code == 404


def test_a_changed_address_opens_nothing(shop: int, visitor: Client, aino: int):
    page = address(shop, aino)
    assert visitor.get(page[:-2] + "xx").status_code == 404
    assert Event.objects.filter(name="magnet_opened").count() == 0


def test_only_a_magnet_is_given_away(shop: int, aino: int):
    running = queries.running(shop)
    assert running is not None
    assert links.magnet_link(shop, aino, Link("magnet", "box"), running.bundle) is None


def test_links_in_messages_lead_to_pages_and_to_what_sells_an_offer(shop: int, visitor: Client, aino: int):
    running = queries.running(shop)
    assert running is not None
    page = links.page_link(shop, aino, Link("page", "home"), running.bundle)
    offer = links.offer_link(shop, aino, Link("offer", "box"), running.bundle)
    assert page is not None and page.startswith("http://127.0.0.1:8000/kahvila/home?p=")
    assert offer is not None and offer.startswith("http://127.0.0.1:8000/kahvila/box?p=")
    assert page.endswith("&lang=fi")
    assert 'value="aino@example.org"' in visitor.get(page).content.decode()
    assert links.page_link(shop, aino, Link("page", "gone"), running.bundle) is None
