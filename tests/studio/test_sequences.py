"""Writing, starting, watching, changing, pausing and ending a sequence at the desk."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.foundation import clock, work
from suppilo.messages.models import DevMail, Outgoing
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage
from suppilo.publishing import operations as publishing
from suppilo.publishing.queries import running
from suppilo.segments.models import Member
from suppilo.team.queries import audit_of
from tests.studio.coffee import FILES
from tests.studio.desk import NOW, Desk, lay, sign_in
from tests.studio.test_broadcasts import FORM

pytestmark = pytest.mark.django_db
SEGMENT = """\
segments:
  keen:
    name: {en: Keen readers, fi: Innokkaat lukijat}
    when: {event: order_paid}
"""
PLACE = "/studio/roastery/sequences/"
TASKS = ("broadcasts", "sequence_entries", "sequence_walks", "sequence_steps", "outbox")


@pytest.fixture
def desk() -> Desk:
    return lay()


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


@pytest.fixture
def segment(desk: Desk) -> str:
    """A segment, and the customer in it."""
    with_segment = FILES["business.yaml"] + SEGMENT
    current = running(desk.workspace.pk)
    assert current is not None
    with clock.at(NOW):
        publishing.apply(
            desk.workspace.pk, read_bundle({**FILES, "business.yaml": with_segment}), made_from=current.number
        )
    about = {"workspace_id": desk.workspace.pk, "person_id": desk.person, "segment": "keen"}
    Member.objects.get_or_create(**about, defaults={"first_at": NOW})
    return "keen"


def post(client: Client, path: str, **given: str) -> str:
    with clock.at(NOW):
        return client.post(f"{PLACE}{path}", given, follow=True).content.decode()


def read(client: Client, path: str) -> str:
    with clock.at(NOW):
        answer = client.get(f"{PLACE}{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def turn() -> None:
    with clock.at(NOW):
        work.run_due(NOW, only=TASKS, rounds=50)


def test_a_marketer_writes_tries_starts_and_watches_one(marketer, desk, segment):
    post(marketer, "new/", name="Welcome", segment=segment, takes_present="1")
    number = Sequence.objects.get().pk
    assert "Message of a sequence: Mail" in read(marketer, f"{number}/messages/new/")
    post(marketer, f"{number}/messages/new/", **FORM, delay="0", unit="days", hour="")
    shown = post(marketer, f"{number}/messages/new/", **FORM | {"name": "Second"}, delay="2", unit="days", hour="9")
    assert "2 days later, at 09:00 where each person is" in shown
    turn()
    assert "Who would get the first message" in read(marketer, f"{number}/now/")
    first = SequenceMessage.objects.order_by("place")[0]
    assert "It is on its way to" in post(marketer, f"{number}/act/", do="try", message=str(first.pk), language="en")
    assert "It is running." in post(marketer, f"{number}/act/", do="start")
    turn()
    assert DevMail.objects.filter(subject="Spring coffee").count() >= 1
    assert Follower.objects.get().next is not None
    assert "on their way" in read(marketer, f"{number}/now/")
    with clock.at(NOW):
        table = marketer.get(f"{PLACE}{number}/results.csv").content.decode("utf-8-sig").splitlines()
    assert table[1].startswith("1,Spring,at once,0,1,")
    why = marketer.get(
        f"/studio/roastery/people/{desk.person}/why/?message=broadcast:{SequenceMessage.objects.get(place=2).live_id}"
    )
    assert "Not yet: the person is in the sequence Welcome, before it." in why.content.decode()
    assert "Welcome: Second" in why.content.decode()


def test_a_text_that_is_changed_while_it_runs_is_sent_only_when_somebody_says_so(marketer, segment):
    post(marketer, "new/", name="Welcome", segment=segment)
    number = Sequence.objects.get().pk
    post(marketer, f"{number}/messages/new/", **FORM)
    post(marketer, f"{number}/act/", do="start")
    message = SequenceMessage.objects.get()
    shown = post(marketer, f"{number}/messages/{message.pk}/", **FORM | {"subject_en": "Other"})
    assert "is still sent as it was" in shown
    post(marketer, f"{number}/act/", do="take", message=str(message.pk))
    message.refresh_from_db()
    assert message.live is not None
    assert message.live.content["subject"]["en"] == "Other"
    turn()
    added = post(marketer, f"{number}/messages/new/", **FORM, after=str(message.pk))
    assert "It is not sent yet." in added
    assert "also_past" not in added, "nobody has come so far"


def test_who_is_past_a_message_that_is_added_gets_it_only_where_that_is_chosen(marketer, segment):
    post(marketer, "new/", name="Welcome", segment=segment, takes_present="1")
    number = Sequence.objects.get().pk
    post(marketer, f"{number}/messages/new/", **FORM)
    post(marketer, f"{number}/act/", do="start")
    turn()
    added = post(marketer, f"{number}/messages/new/", **FORM | {"name": "Added"})
    assert "Also to 1 person who has got all of it" in added
    message = SequenceMessage.objects.get(draft__name="Added").pk
    shown = post(marketer, f"{number}/act/", do="take", message=str(message), also_finished="1")
    assert "little by little" in shown
    turn()
    assert Outgoing.objects.filter(broadcast__step=message).count() == 1


def test_that_an_answer_ends_it_is_on_unless_it_is_switched_off_and_a_person_s_page_says_where_they_are(
    marketer, desk, segment
):
    assert 'name="stops_on_reply" value="1" checked' in read(marketer, "new/")
    post(marketer, "new/", name="Welcome", segment=segment, takes_present="1")
    number = Sequence.objects.get().pk
    assert "An answer to one of its messages does not end it." in read(marketer, f"{number}/")
    post(marketer, f"{number}/edit/", name="Welcome", segment=segment, takes_present="1", stops_on_reply="1")
    assert Sequence.objects.get().stops_on_reply
    for more in ({}, {"name": "Second", "delay": "1", "unit": "days"}):
        post(marketer, f"{number}/messages/new/", **FORM | more)
    post(marketer, f"{number}/act/", do="start")
    turn()
    person = f"/studio/roastery/people/{desk.person}/"
    page = marketer.get(person).content.decode()
    assert "Next: Second" in page
    timeline = re.sub(r"<[^>]*>", "", page)
    assert "was sent Welcome: Spring" in timeline, "it names the message as the marketer does"
    assert "broadcast:" not in timeline and "sequence:" not in timeline
    assert (
        "Only those of the sequence Welcome."
        in marketer.get(f"/studio/roastery/messages/?journey=sequence:{number}").content.decode()
    )
    Follower.objects.update(ended="replied", ended_at=NOW, due_at=None, next=None)
    live = SequenceMessage.objects.get(place=1).live_id
    for page in (person, f"{person}why/?message=broadcast:{live}"):
        assert "they answered a message of it" in marketer.get(page).content.decode()


def test_it_is_paused_goes_on_and_ends_and_all_that_stands_in_the_record(marketer, desk, segment):
    post(marketer, "new/", name="Welcome", segment=segment)
    number = Sequence.objects.get().pk
    post(marketer, f"{number}/messages/new/", **FORM)
    for do in ("start", "pause", "resume", "end"):
        post(marketer, f"{number}/act/", do=do)
        at_home = "The sequence “Welcome” is paused" in marketer.get("/studio/roastery/").content.decode()
        assert at_home == (do == "pause")
    assert "somebody else was here" in post(marketer, f"{number}/act/", do="resume")
    done = [one.action for one in audit_of(desk.workspace)]
    assert {"sequence.start", "sequence.pause", "sequence.resume", "sequence.end"} <= set(done)
    assert not Outgoing.objects.filter(journey=f"sequence:{number}").exists()


def test_the_text_of_a_sequence_is_no_broadcast(marketer, segment):
    post(marketer, "new/", name="Welcome", segment=segment)
    post(marketer, f"{Sequence.objects.get().pk}/messages/new/", **FORM)
    draft = SequenceMessage.objects.get().draft_id
    assert marketer.get(f"/studio/roastery/broadcasts/{draft}/").status_code == 404
    assert "Spring" not in marketer.get("/studio/roastery/broadcasts/").content.decode()
