"""Notifications at the desk: looked at with a person's data, tried out in one's own browser, written to many."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Broadcast, Outgoing, Status
from suppilo.messages.operations import allow_device
from suppilo.people import operations as people
from suppilo.publishing import operations as publishing
from suppilo.publishing.queries import running
from tests.messages.world import Post
from tests.providers.push_service import Tab
from tests.studio.coffee import FILES
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE, MANY = "/studio/roastery/messages/preview/", "/studio/roastery/broadcasts/"
TAB = Tab().subscribed()
READY = """messages:
  ready:
    channel: push
    purpose: newsletter
    title: {en: "Hi {{ person.first_name | default: 'you' }} <b>", fi: "Hei {{ person.first_name | default: 'sinä' }}"}
    text: {en: Come and see., fi: Tule katsomaan.}
    blocks: [{kind: button, label: {en: See it, fi: Katso}, url: "https://kaamos.example/x"}]
"""


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    office = Post()
    monkeypatch.setitem(ports._providers, "push", office)
    return office


@pytest.fixture
def desk(post: Post) -> Desk:
    made = lay()
    business = FILES["business.yaml"].replace("  newsletter:", "  newsletter:\n    channels: [email, push]", 1) + READY
    with clock.at(NOW):
        current = running(made.workspace.pk)
        assert current is not None
        reading = read_bundle({**FILES, "business.yaml": business})
        publishing.apply(made.workspace.pk, reading, made_from=current.number)
    return made


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


def allow(desk: Desk) -> int:
    proof = {"sentence": "Yes"}
    return allow_device(desk.workspace.pk, desk.person, TAB, purpose="newsletter", proof=proof, now=NOW)


def read(client: Client, query: str = "", **posted: str) -> str:
    with clock.at(NOW):
        answer = client.post(f"{PLACE}try/", posted, follow=True) if posted else client.get(f"{PLACE}{query}")
        work.run_due(clock.now(), only=("broadcasts", "outbox"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_shown_as_a_browser_would_with_the_persons_data(desk, marketer):
    people.set_attributes(desk.workspace.pk, desk.person, {"first_name": "Aino"}, at=NOW, now=NOW)
    allow(desk)
    page = read(marketer, f"?message=ready&person={desk.person}&language=en")
    for words in ("Hi Aino &lt;b&gt;", "Come and see.", "See it", "Unsubscribe", "1 browser<", "of at most 3993 bytes"):
        assert words in page, words
    assert "Hei Aino" in read(marketer, f"?message=ready&person={desk.person}&language=fi")
    assert not Outgoing.objects.exists()


def test_a_persons_page_names_their_browsers_and_tells_of_them(desk, marketer):
    allow(desk)
    with clock.at(NOW):
        page = marketer.get(f"/studio/roastery/people/{desk.person}/").content.decode()
    assert "<dt>Notifications</dt><dd>Chrome (Linux)" in page
    assert "allowed notifications in <b>Chrome (Linux)</b>" in page
    assert TAB.endpoint not in page and TAB.auth not in page


def test_it_goes_to_ones_own_browser_as_nobodys_message(desk, marketer, post):
    device = allow(desk)
    page = read(marketer, message="ready", language="fi", endpoint=TAB.endpoint, person=str(desk.person))
    assert "It is on its way to this browser." in page
    [envelope] = post.delivered
    assert (envelope.recipient, envelope.subject) == (str(device), "Hei sinä")
    row = Outgoing.objects.get()
    assert (row.person_id, row.status) == (0, Status.SENT)


@pytest.mark.parametrize(("message", "endpoint"), [("ready", "https://x.example/1"), ("taster_mail", ""), ("no", "")])
def test_a_browser_that_is_not_known_and_another_message_get_nothing(desk, marketer, message, endpoint):
    allow(desk)
    page = read(marketer, message=message, language="en", endpoint=endpoint or TAB.endpoint)
    assert "This browser is not known here" in page
    assert not Outgoing.objects.exists()


def test_a_notification_is_written_to_many(desk, marketer, post):
    allow(desk)
    form = {"name": "Fresh", "channel": "push", "segment": "", "purpose": "newsletter", "hours": "48", "url": ""}
    texts = {"title_en": "Fresh", "title_fi": "Tuore", "text_en": "Today", "text_fi": "Tänään"}
    with clock.at(NOW):
        answer = marketer.post(f"{MANY}new/", {**form, **texts})
        assert answer.status_code == 302
        number = Broadcast.objects.get().pk
        marketer.post(f"{MANY}{number}/act/", {"do": "schedule", "when": "now"})
        for _ in range(4):
            work.run_due(clock.now(), only=("broadcasts", "outbox"))
    assert [one.subject for one in post.delivered] in (["Fresh"], ["Tuore"])
    assert set(Outgoing.objects.values_list("status", "reason")) == {("sent", ""), ("suppressed", "no_address")}
