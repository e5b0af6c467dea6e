"""Writing, trying, scheduling, watching and stopping a broadcast at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Broadcast, Compiled, DevMail, Outgoing
from suppilo.publishing import operations as publishing
from suppilo.publishing.queries import running
from suppilo.segments.models import Member
from suppilo.team.queries import audit_of
from tests.studio.coffee import FILES
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/broadcasts/"
FORM = {
    "name": "Spring",
    "segment": "",
    "purpose": "newsletter",
    "sender": "roaster",
    "hours": "48",
    "url": "https://kaamos.example/spring",
    "subject_en": "Spring coffee",
    "subject_fi": "Kevätkahvi",
    "body_en": "It is **here**.",
    "body_fi": "Se on **täällä**.",
    "label_en": "Look",
    "label_fi": "Katso",
}


@pytest.fixture
def desk() -> Desk:
    return lay()


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


def write(client: Client, **more: str) -> int:
    with clock.at(NOW):
        answer = client.post(f"{PLACE}new/", FORM | more)
    assert answer.status_code == 302
    return Broadcast.objects.latest("pk").pk


def act(client: Client, number: int, **given: str) -> str:
    with clock.at(NOW):
        return client.post(f"{PLACE}{number}/act/", given, follow=True).content.decode()


def read(client: Client, path: str = "") -> str:
    with clock.at(NOW):
        return client.get(f"{PLACE}{path}").content.decode()


def turn(later: timedelta = timedelta(0)) -> None:
    assert ports.provider_of("email") is not None
    with clock.at(NOW + later):
        work.run_due(NOW + later, only=("broadcasts", "outbox"))


def test_from_the_draft_to_the_results(marketer: Client, desk: Desk) -> None:
    number = write(marketer)
    assert "The gate is being asked about everybody" in read(marketer, f"{number}/")
    turn()
    page = read(marketer, f"{number}/")
    assert "will get it" in page and "We have no address for this channel." in page
    assert "It is on its way to marketer@roastery.example." in act(marketer, number, do="try", language="fi")
    turn()
    assert DevMail.objects.get().subject == "Kevätkahvi"
    assert "It is scheduled." in act(marketer, number, do="schedule", when="now")
    turn()
    page = read(marketer, f"{number}/now/")
    assert "How it goes" in page and "We have no address for this channel." in page
    assert DevMail.objects.count() == 2
    assert "arrived, as the provider says" not in page
    Outgoing.objects.filter(status="sent", broadcast_id=number).update(delivered_at=NOW, bounced_at=NOW)
    page = read(marketer, f"{number}/now/")
    assert "</b> arrived, as the provider says" in page and '<b class="number">1</b> came back' in page
    assert "Spring" in read(marketer)
    assert "broadcast.schedule" in [entry.action for entry in audit_of(desk.workspace)]


def test_what_was_written_stands_in_the_form_again(marketer: Client) -> None:
    number = write(marketer)
    page = read(marketer, f"{number}/edit/")
    assert "Kevätkahvi" in page and "https://kaamos.example/spring" in page and 'value="48"' in page


def test_a_mistake_is_told_with_its_place_and_the_draft_stays(marketer: Client) -> None:
    number = write(marketer, subject_fi="")
    assert "subject: no text in fi" in act(marketer, number, do="schedule", when="now")
    assert Broadcast.objects.get(pk=number).phase == "draft"


@pytest.mark.parametrize("given", ["", "nonsense", "2026-03-12T11:29"])
def test_a_time_that_is_past_or_none_is_refused(marketer: Client, given: str) -> None:
    number = write(marketer)
    page = act(marketer, number, do="schedule", when="later", starts_at=given)
    assert "Give a day and a time that are still to come." in page


def test_the_chosen_time_is_that_of_the_workspace(marketer: Client) -> None:
    number = write(marketer)
    act(marketer, number, do="schedule", when="later", starts_at="2026-03-12T11:45", is_local="")
    assert Broadcast.objects.get(pk=number).starts_at == NOW + timedelta(minutes=15), "Helsinki is two hours ahead"


def test_stopped_resumed_and_given_up(marketer: Client) -> None:
    number = write(marketer)
    act(marketer, number, do="schedule", when="later", starts_at="2026-03-12T12:00")
    assert "It is stopped." in act(marketer, number, do="stop")
    assert "It goes on." in act(marketer, number, do="resume")
    assert "It is given up." in act(marketer, number, do="give_up")
    assert "That does not fit any more" in act(marketer, number, do="resume")
    assert not Outgoing.objects.exists()


def test_a_draft_is_thrown_away(marketer: Client) -> None:
    number = write(marketer)
    assert "The draft is thrown away." in act(marketer, number, do="delete")
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize("role", ["sales", "analyst"])
def test_who_may_not_send_cannot(client: Client, desk: Desk, role: str) -> None:
    number = write(sign_in(client, desk.users["owner"]))
    other = sign_in(Client(), desk.users[role])
    assert other.post(f"{PLACE}{number}/act/", {"do": "schedule", "when": "now"}).status_code == 403
    assert other.post(f"{PLACE}new/", FORM).status_code == 403


def test_that_of_another_workspace_is_not_there(client: Client, desk: Desk) -> None:
    number = write(sign_in(client, desk.users["owner"]))
    owner = desk.users["owner"]
    owner.is_superuser = True
    owner.save()
    assert sign_in(client, owner).get(f"/studio/{desk.other.slug}/broadcasts/{number}/").status_code == 404


SMS = {
    "channel": "sms",
    "text_en": "Coffee is here ☕ {{ links.unsubscribe }}",
    "text_fi": "Kahvia! Lopeta: {{ links.unsubscribe }}",
}


def test_a_text_message_tells_its_parts_and_is_tried_on_a_telephone(marketer: Client, desk: Desk) -> None:
    assert "Write: Text message" not in read(marketer), "no purpose of this business has the channel"
    assert "No purpose for marketing has this channel" in read(marketer, "new/?channel=sms")
    texts = {
        **FILES,
        "business.yaml": FILES["business.yaml"].replace(
            "  newsletter:", "  newsletter:\n    channels: [email, sms]", 1
        ),
    }
    with clock.at(NOW):
        publishing.apply(desk.workspace.pk, read_bundle(texts), made_from=running(desk.workspace.pk).number)
    assert "Write: Text message" in read(marketer) and 'name="text_fi"' in read(marketer, "new/?channel=sms")
    number = write(marketer, **SMS)
    turn()
    page = read(marketer, f"{number}/")
    assert "2 parts (UCS-2" in page and "Letters that make it more: ☕" in page
    assert "Write the phone number with its country code" in act(marketer, number, do="try", language="fi", phone="12")
    said = act(marketer, number, do="try", language="fi", phone="040 123 4567")
    assert "It is on its way to +358401234567." in said
    assert (Outgoing.objects.get().channel, Outgoing.objects.get().context["address"]) == ("sms", "+358401234567")


def test_the_switch_of_languages_is_whole_on_the_pages_that_speak_of_others(marketer: Client) -> None:
    with clock.at(NOW):
        preview = marketer.get("/studio/roastery/messages/preview/").content.decode()
    for page in (read(marketer, "new/"), preview):
        assert '<button name="language" value="fi" lang="fi"' in page and 'value="" lang=""' not in page


def test_the_gate_is_asked_for_the_time_that_is_chosen(marketer: Client) -> None:
    number = write(marketer)
    act(marketer, number, do="ask", when="later", starts_at="2026-03-12T21:00")
    turn()
    page = read(marketer, f"{number}/now/")
    assert "As it will be at the time above" in page
    assert Broadcast.objects.get(pk=number).phase == "draft"


def test_a_draft_is_seen_as_somebody_would_get_it(marketer: Client, desk: Desk) -> None:
    number = write(marketer)
    where = f"/studio/roastery/messages/preview/?message=broadcast:{number}&person={desk.person}&language=fi"
    with clock.at(NOW):
        page = marketer.get(where).content.decode()
    assert "Kevätkahvi" in page and "Spring</option>" in page
    unfinished = write(marketer, subject_fi="")
    with clock.at(NOW):
        page = marketer.get(where.replace(str(number), str(unfinished), 1)).content.decode()
    assert "no text in fi" in page


def test_the_choice_of_whom_says_how_many_they_are(marketer: Client, desk: Desk) -> None:
    with clock.at(NOW):
        current = running(desk.workspace.pk)
        assert current is not None
        keen = "segments:\n  keen: {name: {en: Keen, fi: Innokkaat}, when: {event: order_paid}}\n"
        files = {**FILES, "business.yaml": FILES["business.yaml"] + keen}
        publishing.apply(desk.workspace.pk, read_bundle(files), made_from=current.number)
    page = read(marketer, "new/")
    assert "Everybody (2)</option>" in page and "Keen (0)</option>" in page
    Member.objects.create(workspace_id=desk.workspace.pk, person_id=desk.person, segment="keen", first_at=NOW)
    assert "Keen (1)</option>" in read(marketer, "new/")


def test_links_in_the_text_are_tracked_unless_the_writer_says_otherwise(marketer: Client, desk: Desk) -> None:
    text = "See [it](https://kaamos.example/it)."
    for more, targets in (({}, {"https://kaamos.example/it", FORM["url"]}), ({"plain_links": "1"}, {FORM["url"]})):
        number = write(marketer, body_en=text, body_fi=text, **more)
        assert ("checked" in read(marketer, f"{number}/edit/")) is bool(more)
        act(marketer, number, do="schedule", when="now")
        made = Compiled.objects.get(message_id=f"broadcast:{number}", language="en")
        assert {link["target"] for link in made.links} == targets
