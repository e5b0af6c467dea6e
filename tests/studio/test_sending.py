"""What waits and why, lanes, test mode, the law, and why somebody got a message or not: as the desk sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.foundation import clock
from suppilo.messages import models, ports
from suppilo.messages.models import Lane, LaneState, Outgoing
from suppilo.messages.operations import QueueItem, queue, take_reports, write_broadcast
from suppilo.messages.ports import Report
from suppilo.providers.mail_box.provider import MailBox
from suppilo.providers.mail_smtp import provider as mail_smtp
from suppilo.publishing.queries import running
from suppilo.team.queries import audit_of
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/messages/sending/"


@pytest.fixture
def desk() -> Desk:
    return lay()


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


def put(desk: Desk, **more) -> Outgoing:
    version = running(desk.workspace.pk).version_id
    item = QueueItem(person_id=desk.person, message_id="taster_mail", unique_key="k1")
    queue(desk.workspace.pk, version_id=version, items=[item], now=NOW)
    Outgoing.objects.update(**more)
    return Outgoing.objects.get()


def read(client: Client, address: str) -> str:
    with clock.at(NOW):
        return client.get(address).content.decode()


def test_the_page_says_what_waits_and_why(marketer: Client, desk: Desk) -> None:
    put(desk)
    page = read(marketer, PLACE)
    assert "No worker is running: nothing is sent until one is." in page


def test_a_word_that_nobody_knows_is_shown_with_its_message(marketer: Client, desk: Desk) -> None:
    row = put(desk, reference="r")
    assert "does not understand" not in read(marketer, PLACE)
    strange = Report(
        kind="strange", event_id="1", channel="email", outgoing_id=row.pk, reference="r", word="Teleported"
    )
    take_reports("mail", [strange], now=NOW)
    page = read(marketer, PLACE)
    assert "<code>Teleported</code>" in page
    link = f"/studio/roastery/people/{desk.person}/why/?message=taster_mail"
    assert link in page and "“Teleported” of it" in read(marketer, link)


def test_a_lane_is_stopped_and_let_go_on_and_it_stands_in_the_record(marketer: Client, desk: Desk) -> None:
    for do, stands in (("stop", True), ("resume", False)):
        with clock.at(NOW):
            marketer.post(f"{PLACE}lane/", {"channel": "email", "lane": Lane.BROADCAST.value, "do": do})
        assert LaneState.objects.filter(stopped_at__isnull=False).exists() == stands
    actions = [entry.action for entry in audit_of(desk.workspace)]
    assert {"lane.stop", "lane.resume"} <= set(actions)


def test_an_unknown_lane_is_not_stopped(marketer: Client) -> None:
    marketer.post(f"{PLACE}lane/", {"channel": "email", "lane": "77", "do": "stop"})
    assert not LaneState.objects.exists()


def test_test_mode_is_kept_with_its_list(marketer: Client, desk: Desk) -> None:
    marketer.post(f"{PLACE}test/", {"is_on": "1", "addresses": "A@example.org\n@b.example"})
    kept = models.TestMode.objects.get()
    assert (kept.is_on, kept.addresses) == (True, ["@b.example", "a@example.org"])
    assert "Test mode is on" in read(marketer, PLACE)


def test_the_law_is_shown_with_its_sources(marketer: Client) -> None:
    page = read(marketer, "/studio/roastery/messages/rules/")
    assert "Markedsføringsloven § 10, stk. 1" in page and "not settled: the stricter way" in page


def why(client: Client, desk: Desk, message: str = "taster_mail") -> str:
    return read(client, f"/studio/roastery/people/{desk.person}/why/?message={message}")


def test_why_nothing_was_ever_caused(marketer: Client, desk: Desk) -> None:
    page = why(marketer, desk, "guide_mail")
    assert "No: nothing has caused it for this person." in page
    assert "No journey of the running definition sends it." in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, ["Not yet: it waits to be sent."]),
        (
            {"status": "held", "reason": "quiet_hours", "reason_params": {"zone": "Europe/Oslo"}, "held_until": NOW},
            ["Not yet: it is held back.", "It is night where the person is (Europe/Oslo).", "Looked at again:"],
        ),
        (
            {"status": "suppressed", "reason": "no_consent"},
            ["No: it was not sent.", "The person has not agreed to this purpose."],
        ),
        ({"status": "sent", "sent_at": NOW}, ["Yes: it was sent.", "A link in it was followed."]),
        ({"status": "unknown", "reason": "answer_lost", "sent_at": NOW}, ["Nobody knows"]),
    ],
)
def test_why_in_words(marketer: Client, desk: Desk, more, said) -> None:
    put(desk, **more)
    page = why(marketer, desk)
    for words in said:
        assert words in page
    assert "It was put into the outbox." in page


def test_the_persons_page_leads_to_why(marketer: Client, desk: Desk) -> None:
    put(desk)
    assert f"/people/{desk.person}/why/?message=taster_mail" in read(
        marketer, f"/studio/roastery/people/{desk.person}/"
    )


def test_a_broadcast_is_called_by_its_name(marketer: Client, desk: Desk) -> None:
    number = write_broadcast(
        desk.workspace.pk, number=None, name="Spring", segment="", content={}, user_id=None, now=NOW
    )
    put(desk, message_id=f"broadcast:{number}", broadcast_id=number)
    page = why(marketer, desk, f"broadcast:{number}")
    assert "Spring" in page and "broadcast:" not in page.split("</select>")[1]
    assert "No journey of the running definition" not in page


def test_where_mail_leaves_by_smtp_alone_the_page_says_that_complaints_are_not_heard_of(
    marketer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SMTP alone" not in read(marketer, PLACE)
    monkeypatch.setattr(ports, "_providers", {})
    monkeypatch.setattr(ports, "_deaf", set())
    mail_smtp.register("smtp://localhost:25?tls=off")
    assert "Mail leaves by SMTP alone: Suppilo hears of no complaint" in read(marketer, PLACE)
    ports.use_provider("email", MailBox())
    assert "SMTP alone" not in read(marketer, PLACE)
