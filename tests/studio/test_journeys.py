"""A journey at the desk: who stands where, pausing and resuming, letting people start it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock, work
from suppilo.journeys.models import Asked, Ended, Enrolment, Pause
from suppilo.publishing import operations as publishing
from suppilo.publishing.queries import running
from suppilo.team.queries import audit_of
from tests.studio.coffee import BUSINESS, FUNNEL
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/journeys/welcome/"
SEGMENT = "segments:\n  readers: {name: {en: Readers, fi: Lukijat}, when: {identifier: email}}\n"
JOURNEY = """\
journeys:
  welcome:
    name: {en: Welcome, fi: Tervetuloa}
    trigger: {manual: true}
    steps:
      - {id: guide, send: guide_mail}
      - id: which
        branch: {identifier: phone}
        then: [{id: call, task: {en: Call, fi: Soita}}]
      - {id: rest, wait: 2d}
      - {id: clicked, wait_for: message_clicked, where: {message: guide_mail}, timeout: 3d}
      - id: test
        experiment: tone
        ways: {plain: [], warm: [{id: on, move: lead}]}
experiments:
  tone:
    name: {en: Tone, fi: Sävy}
    hypothesis: {en: Warm words, fi: Lämpimät sanat}
    variants: [{id: plain}, {id: warm, name: {en: Warm, fi: Lämmin}}]
"""


@pytest.fixture
def desk() -> Desk:
    desk = lay()
    files = {"business.yaml": BUSINESS + SEGMENT, "funnels/coffee.yaml": FUNNEL + JOURNEY}
    with clock.at(NOW):
        publishing.apply(desk.workspace.pk, read_bundle(files), made_from=1)
    return desk


def see(client: Client, place: str = PLACE) -> str:
    with clock.at(NOW):
        return client.get(place).content.decode()


def test_the_page_says_who_stands_where_and_how_it_ended(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["marketer"])
    current = running(desk.workspace.pk)
    assert current is not None
    about = {"workspace": desk.workspace, "version_id": current.version_id, "journey": "welcome", "started_at": NOW}
    for number, more in enumerate(
        (
            {"step": "rest", "due_at": NOW + timedelta(days=1)},
            {"step": "rest", "stuck": "KeyError: 'x'", "stuck_at": NOW},
            {"step": "rest", "late_since": NOW},
            {"step": "older", "due_at": NOW},
        )
    ):
        Enrolment.objects.create(person_id=desk.person, entry_key=str(number), since=NOW, **about, **more)
    Ended.objects.create(enrolment_id=77, person_id=1, entry_key="e", reason="goal", ended_at=NOW, **about)
    page = see(client)
    assert "Your guide is here" in page
    assert "its goal was reached" in page
    assert "of an earlier version" in page
    row = page[page.index("<code>rest</code>") :]
    assert [row.split('class="number"')[n].split(">")[1].split("<")[0] for n in (1, 3)] == ["3", "1"]
    assert "Welcome" in see(client, "/studio/roastery/journeys/")


def test_it_is_paused_and_resumed_and_the_record_says_so(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["marketer"])
    with clock.at(NOW):
        assert "The journey is paused." in client.post(f"{PLACE}pause/", follow=True).content.decode()
        Pause.objects.update(kept_out=7)
        assert "7 would have started since." in see(client)
        assert "The journey goes on." in client.post(f"{PLACE}pause/", {"resume": "1"}, follow=True).content.decode()
    assert [entry.action for entry in audit_of(desk.workspace)][:2] == ["journeys.resume", "journeys.pause"]


def test_people_are_counted_first_and_then_start(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["marketer"])
    with clock.at(NOW):
        page = client.post(PLACE, {"people": f"{desk.person}, {desk.visitor} 99999 x"}).content.decode()
        assert "2 people would start." in page
        assert Enrolment.objects.count() == 0
        key = page.split('name="key" value="')[1].split('"')[0]
        chosen = {"people": f"{desk.person} {desk.visitor}", "key": key}
        for _ in range(2):
            done = client.post(f"{PLACE}enrol/", chosen, follow=True)
        work.run_due(NOW, only=("journey_intakes",))
        assert done.status_code == 200
        assert Enrolment.objects.count() == 2
        assert "2 are inside now." in client.post(PLACE, {"people": chosen["people"]}).content.decode()
        client.post(f"{PLACE}pause/")
        assert "resume it first" in client.post(f"{PLACE}enrol/", {"segment": "readers"}, follow=True).content.decode()


def test_somebody_without_the_right_sees_the_page_and_runs_nothing(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["sales"])
    page = see(client)
    assert "Count first" not in page
    assert client.post(f"{PLACE}pause/").status_code == 403
    assert "would start" not in client.post(PLACE, {"people": str(desk.person)}).content.decode()


def test_steps_are_said_in_words_and_variants_are_counted(client: Client, desk: Desk) -> None:
    from suppilo.experiments.models import Exposure

    sign_in(client, desk.users["marketer"])
    for number, variant in enumerate(("warm", "warm", "plain", "older")):
        Exposure.objects.create(
            workspace=desk.workspace, experiment="tone", variant=variant, person_id=900 + number, exposed_at=NOW
        )
    page = see(client)
    assert "Message clicked: Your guide is here" in page
    assert "2 days" in page
    assert "message_clicked" not in page.replace("message clicked", "")
    card = page[page.index("Warm words") :]
    assert [part.split("</b> ")[0] for part in card.split('<b class="number">')[1:4]] == ["1", "2", "1"]


def test_the_page_says_how_many_messages_wait_for_the_journey_to_go_on(client: Client, desk: Desk) -> None:
    from suppilo.messages.models import Outgoing

    sign_in(client, desk.users["marketer"])
    with clock.at(NOW):
        client.post(f"{PLACE}pause/")
    current = running(desk.workspace.pk)
    assert current is not None
    row = {"workspace": desk.workspace, "version_id": current.version_id, "message_id": "guide_mail", "lane": 1}
    held = {"status": "held", "reason": "journey_paused", "journey": "welcome", "created_at": NOW}
    Outgoing.objects.create(person_id=desk.person, unique_key="k", reference="r", purpose="service", **row, **held)
    assert "1 message waits for it to go on." in see(client)


def test_the_page_says_how_many_messages_came_too_late_and_leads_to_them(client: Client, desk: Desk) -> None:
    from suppilo.messages.models import Outgoing

    sign_in(client, desk.users["marketer"])
    assert "too late" not in see(client)
    current = running(desk.workspace.pk)
    assert current is not None
    row = {"workspace": desk.workspace, "version_id": current.version_id, "lane": 1, "status": "expired"}
    for number, journey, ended in ((1, "welcome", -2), (2, "welcome", 2), (3, "other", 2)):
        Outgoing.objects.create(
            message_id=f"mail_{number}",
            journey=journey,
            expires_at=NOW + timedelta(hours=ended),
            person_id=desk.person,
            unique_key=str(number),
            reference=str(number),
            purpose="service",
            reason="expired",
            created_at=NOW,
            **row,
        )
    page = see(client)
    assert "2 messages of it came too late and were not sent." in page and "since the last pause" not in page
    with clock.at(NOW):
        client.post(f"{PLACE}pause/")
    assert "1 of them since the last pause." in see(client)
    link = "/studio/roastery/messages/?status=expired&amp;journey=welcome"
    assert f'<a href="{link}">' in page
    listed = see(client, link.replace("&amp;", "&"))
    assert "Only those of the journey Welcome." in listed
    assert "mail 1" in listed and "mail 2" in listed and "mail 3" not in listed


def test_what_a_server_asked_for_stands_on_the_journeys_page_with_who_did_not_start(client: Client, desk: Desk) -> None:
    about = {"workspace": desk.workspace, "journey": PLACE.split("/")[-2], "digest": "", "server_key_id": 1, "at": NOW}
    Asked.objects.create(**about, key="booking-1", results=["enrolled", "not_known", "enrolled", "not_known"])
    Asked.objects.create(**{**about, "workspace": desk.other}, key="booking-2", results=["not_manual"])
    page = sign_in(client, desk.users["analyst"]).get(PLACE)
    assert page.status_code == 200
    said = page.content.decode()
    assert "booking-1" in said and "booking-2" not in said
    assert "not known here" in said and "place 1, 3" in said
