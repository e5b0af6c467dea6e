"""Writing, trying, scheduling, watching and stopping a broadcast at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Broadcast, DevMail, Outgoing
from suppilo.team.queries import audit_of
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
