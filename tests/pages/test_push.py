"""Asking for notifications on a page: what is explained, who the browser belongs to, and what is taken in."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from suppilo.capture.rate import form_posts
from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Device
from suppilo.messages.operations import QueueItem, make_push_key, queue
from suppilo.pages.browsers import browser_of
from suppilo.pages.signed import recipient_token
from suppilo.people import operations as people
from suppilo.people import queries as known
from suppilo.people.models import ConsentRecord, Identifier
from suppilo.publishing import queries as publishing
from suppilo.publishing.operations import apply
from tests.messages.world import Post
from tests.offers.shop import BUSINESS, NOON, publish
from tests.pages.conftest import BROWSER
from tests.providers.push_service import Tab

pytestmark = [pytest.mark.django_db]
HOME, DEVICE = "/kahvila/home", "/kahvila/push/device"
ALERTS = """purposes:
  alerts: {channels: [push], text: {en: Tell me when coffee is fresh., fi: Kertokaa tuoreesta kahvista.}}
"""
FORM = "          - {id: form, kind: form, form: ask}\n"
BLOCK = """          - kind: push
            purpose: alerts
            heading: {en: "Be <told>", fi: Kuule}
            body: {en: Rarely., fi: Harvoin.}
"""
TAB = Tab()


@pytest.fixture(autouse=True)
def noon(settings, tmp_path):
    settings.HOME = tmp_path
    form_posts.forget()
    with clock.at(NOON):
        yield


@pytest.fixture
def asking(shop: int) -> int:
    publish(shop, text=BUSINESS.replace("purposes:\n", ALERTS).replace(FORM, FORM + BLOCK))
    return shop


def says(browser: Client, do: str = "allow", **more: str) -> int:
    given = TAB.subscribed()
    told = {"endpoint": given.endpoint, "p256dh": given.p256dh, "auth": given.auth, "purpose": "alerts", "page": "home"}
    return browser.post(DEVICE, {**told, "do": do, "zone": "Europe/Helsinki", **more}).status_code


def consents(person: int) -> dict[str, str]:
    return {one.purpose: one.state for one in known.consents_of([person])[person] if one.channel == "push"}


def test_the_page_explains_and_nothing_asks_before_a_press(asking, visitor):
    page = visitor.get(HOME).content.decode()
    assert "<h2>Be &lt;told&gt;</h2>" in page
    assert "Tell me when coffee is fresh." in page
    assert f'data-key="{make_push_key()}"' in page
    assert 'data-scope="/kahvila/"' in page
    assert "Allow notifications" in page
    assert page.count("push.js") == 1
    assert "/kahvila/site.webmanifest" in page
    assert "Salli ilmoitukset" in visitor.get(f"{HOME}?lang=fi").content.decode()


def test_a_page_that_does_not_ask_loads_nothing_of_it(shop, visitor):
    page = visitor.get(HOME).content.decode()
    assert "push.js" not in page
    assert "webmanifest" not in page


def test_who_is_not_measured_becomes_a_person_of_whom_only_the_browser_is_known(asking, visitor):
    assert says(visitor) == 204
    [device] = Device.objects.all()
    assert (device.agent, device.language, device.zone) == ("Firefox (Linux)", "en", "Europe/Helsinki")
    assert consents(device.person_id) == {"alerts": "granted"}
    proof = ConsentRecord.objects.get(channel="push").proof
    assert proof["sentence"] == "Tell me when coffee is fresh."
    assert (proof["page"], proof["language"], proof["browser"]) == ("home", "en", "Firefox (Linux)")
    assert "suppilo_visitor" not in visitor.cookies
    assert says(visitor) == 204
    assert [one.person_id for one in Device.objects.all()] == [device.person_id]


def test_a_known_visitors_browser_is_theirs_whatever_the_link_says(asking, visitor):
    visitor.post("/kahvila/consent", {"choice": "yes", "next": HOME})
    person = Identifier.objects.get(kind="visitor").person_id
    other = people.identify(asking, identifiers={"email": "a@example.org"}, at=NOON, now=NOON).person_id
    assert says(visitor, p=recipient_token(asking, other)) == 204
    assert Device.objects.get().person_id == person


def test_who_came_by_a_link_from_a_message_is_the_recipient(asking, visitor):
    person = people.identify(asking, identifiers={"email": "a@example.org"}, at=NOON, now=NOON).person_id
    assert says(visitor, p=recipient_token(asking, person)) == 204
    assert Device.objects.get().person_id == person


def test_the_browser_is_asked_again_only_where_nothing_stands(asking, visitor):
    assert says(visitor, "seen") == 404
    says(visitor)
    assert says(visitor, "seen") == 204
    person = Device.objects.get().person_id
    assert says(visitor, "stop") == 204
    assert consents(person) == {"alerts": "withdrawn"}
    assert (says(visitor, "stop"), says(visitor, "seen")) == (404, 404)
    assert says(visitor) == 204
    assert says(visitor, "seen") == 204


def test_a_consent_that_was_withdrawn_elsewhere_is_not_shown_as_given(asking, visitor):
    says(visitor)
    clock.turn(timedelta(minutes=1))
    person = Device.objects.get().person_id
    people.record_consent(asking, person, "alerts", "push", "withdrawn", at=clock.now(), now=clock.now())
    assert says(visitor, "seen") == 404


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"endpoint": "http://push.example.net/1"}, 400),
        ({"endpoint": ""}, 400),
        ({"p256dh": "x"}, 400),
        ({"auth": "x"}, 400),
        ({"purpose": "letter"}, 404),
        ({"purpose": "nothing"}, 404),
        ({"do": "dance"}, 400),
    ],
)
def test_what_is_no_subscription_or_was_not_asked_for_is_refused(asking, visitor, changed, status):
    assert says(visitor, **{"do": "allow", **changed}) == status
    assert not Device.objects.exists()


def test_a_program_and_a_foreign_page_are_refused(asking, visitor):
    assert says(Client(headers={"user-agent": "Googlebot/2.1"})) == 400
    assert says(Client(headers={"user-agent": BROWSER}, enforce_csrf_checks=True)) == 403


def test_one_address_is_not_let_in_without_end(asking, visitor, settings):
    settings.FORMS_PER_MINUTE = 2
    assert [says(visitor) for _ in range(3)] == [204, 204, 429]


def test_a_new_address_comes_with_the_old_one_as_its_proof(asking, visitor, other):
    says(visitor)
    new = TAB.subscribed(endpoint="https://push.example.net/new")
    told = {
        "old": "https://push.example.net/one",
        "new": {"endpoint": new.endpoint, "keys": {"p256dh": new.p256dh, "auth": new.auth}},
    }

    def renews(body: object) -> int:
        return other.post("/kahvila/push/renew", json.dumps(body), content_type="application/json").status_code

    assert renews({**told, "old": "https://push.example.net/guess"}) == 404
    assert (renews({}), renews([]), renews({**told, "new": {"endpoint": "x", "keys": {}}})) == (400, 400, 400)
    assert renews(told) == 204
    assert Device.objects.get().endpoint == new.endpoint


def test_the_worker_is_served_at_the_root_under_a_policy_of_its_own(visitor, asking):
    answer = visitor.get("/push-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    policy = answer.headers["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == ["connect-src 'self'", "default-src 'none'", "img-src 'self'"]


def test_the_manifest_lets_a_telephone_put_the_site_on_its_home_screen(visitor, asking):
    told = json.loads(visitor.get("/kahvila/site.webmanifest").content)
    assert (told["name"], told["display"], told["scope"]) == ("Kahvila", "standalone", "/kahvila/")


@pytest.mark.parametrize("whose", ["message", "business"])
def test_the_icon_is_an_address_that_the_browser_can_fetch(shop, visitor, tmp_path, monkeypatch, whose):
    office = Post()
    monkeypatch.setitem(ports._providers, "push", office)
    message = (
        "messages:\n  hello: {channel: push, title: {en: Hi, fi: Hei}, text: {en: Come, fi: Tule}ICON}\nfunnels:\n"
    )
    text = BUSINESS.replace("purposes:\n", ALERTS).replace(FORM, FORM + BLOCK).replace("funnels:\n", message)
    if whose == "business":
        text = text.replace("  zone:", "  icon: files/a.png\n  zone:", 1)
    text = text.replace("ICON", ", icon: files/a.png" if whose == "message" else "")
    folder = tmp_path / "definition"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "a.png").write_bytes(b"\x89PNG made up")
    (folder / "business.yaml").write_text(text.replace("BOX_PRICE", "9.90 EUR"))
    current = publishing.running(shop)
    apply(shop, read_bundle(folder), made_from=current.number if current else None)
    says(visitor)
    running = publishing.running(shop)
    assert running is not None
    item = QueueItem(person_id=Device.objects.get().person_id, message_id="hello", unique_key="one")
    queue(shop, version_id=running.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    icon = json.loads(office.delivered[0].raw)["icon"]
    assert icon.startswith("http://127.0.0.1:8000/kahvila/files/")
    fetched = visitor.get(icon.removeprefix("http://127.0.0.1:8000"))
    assert (fetched.status_code, fetched.headers["Content-Type"]) == (200, "image/png")
    manifest = json.loads(visitor.get("/kahvila/site.webmanifest").content)
    assert (manifest["icons"][0]["src"] in icon) is (whose == "business")


@pytest.mark.pure
def test_the_scripts_stay_small():
    def weight(name: str) -> int:
        return len(gzip.compress(Path(str(finders.find(f"pages/{name}"))).read_bytes(), 9, mtime=0))

    assert weight("push.js") <= 1_700
    assert weight("push-worker.js") <= 950


@pytest.mark.pure
@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (BROWSER, "Firefox (Linux)"),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome (Android)",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge (Windows)",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)",
            "Safari (iPhone)",
        ),
        ("", "?"),
    ],
)
def test_browsers_are_named_without_versions(agent, name):
    assert browser_of(agent) == name
