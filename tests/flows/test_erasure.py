"""Nothing of an erased person is left anywhere, and everything that is counted is what it was."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from suppilo.capture.models import Submission
from suppilo.events.models import Event
from suppilo.events.operations import NewFact, record, update_store
from suppilo.events.queries import compare_store, stored_events
from suppilo.foundation import clock, work
from suppilo.funnels.models import Match
from suppilo.funnels.queries import standing
from suppilo.journeys.models import Ended, Enrolment
from suppilo.kernel.money import Money
from suppilo.messages.models import DevMail, Outgoing, Suppression
from suppilo.messages.operations import unsubscribe
from suppilo.offers import operations as offers
from suppilo.offers import ports
from suppilo.offers.models import Order
from suppilo.people.models import Erasure, Person
from suppilo.people.operations import erase_person, identify, record_consent
from suppilo.people.queries import find, people_for, person_export, preview_erasure
from suppilo.segments.models import Member
from suppilo.team.models import AuditEntry, Workspace
from tests.events.store.oracle import of_the_log, of_the_store, same
from tests.flows import leaving
from tests.flows.every_column import KEPT, everything, traces
from tests.flows.leaving import EMAIL, NAME, PERSONAL, Bank, Leaving, at
from tests.messages.world import publish

pytestmark = pytest.mark.django_db(transaction=True)
SOON = at(60)
LATER = leaving.NOON + timedelta(days=40)


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Iterator[Leaving]:
    monkeypatch.setattr(ports, "_providers", {"bank": Bank()})
    publish("another")  # so that numbers of workspaces and people do not happen to be the same
    yield leaving.live()


def erase(life: Leaving, when: datetime = SOON) -> None:
    with clock.at(when):
        erase_person(life.world.workspace_id, life.person, now=when)
        work.run_due(when)


def counted(workspace_id: int) -> dict[str, Any]:
    facts = Event.objects.filter(workspace_id=workspace_id).exclude(name="journey_ended")
    return {
        "facts": Counter(facts.values_list("name", "at")),
        "people": sorted(Counter(facts.values_list("person_id", flat=True)).values()),
        "revenue": sorted(facts.filter(name="order_paid").values_list("properties__amount", flat=True)),
        "sources": Counter(facts.filter(name="form_submitted").values_list("properties__source", flat=True)),
        "standing": standing(workspace_id, "coffee"),
        "stages": Counter(Match.objects.filter(workspace_id=workspace_id).values_list("stage", "at")),
        "sent": Outgoing.objects.filter(workspace_id=workspace_id, status="sent").count(),
        "submissions": Submission.objects.filter(workspace_id=workspace_id).count(),
        "orders": list(
            Order.objects.filter(workspace_id=workspace_id).values_list("number", "gross", "refunded_gross")
        ),
    }


def test_no_column_of_any_table_holds_the_person_afterwards(life: Leaving):
    before = traces()
    assert {table for table, _ in before} >= {
        "people_identifier",
        "people_attribute",
        "people_uncast",
        "people_consentrecord",
        "people_merge",
        "events_event",
        "events_conflict",
        "suppilo_messages_outgoing",
        "suppilo_messages_devmail",
        "offers_order",
        "offers_refund",
    }, "everything was planted"
    erase(life)
    assert traces() == KEPT
    erase(life, LATER)
    assert traces() == KEPT


def test_no_number_links_them_with_what_they_did(life: Leaving):
    erase(life)
    work.run_due(LATER)  # for two days a store is told whose facts to read again
    numbers = {str(life.person), str(life.absorbed)}
    known = {
        (table, column)
        for table, column, text in everything()
        if text in numbers and (column.endswith("person_id") or column in ("absorbed_id", "kept_id", "merged_into_id"))
    }
    assert known == {("people_erasure", "person_id")}
    inside = {
        text
        for table, column, text in everything()
        if (table, column) in (("events_event", "properties"), ("events_event", "external_id"))
    }
    merged = f'"absorbed": {life.absorbed}'
    assert not [text for text in inside if text.startswith(f"{life.person}:") or merged in text]
    left = Erasure.objects.get()
    assert (left.numbers, left.nobody, left.salt) == ([], None, "") and left.done_at
    assert Order.objects.get().person_id not in set(Event.objects.values_list("person_id", flat=True))


def test_everything_that_is_counted_is_what_it_was(life: Leaving):
    before = counted(life.world.workspace_id)
    erase(life)
    after = counted(life.world.workspace_id)
    journey_ends = after.pop("people"), before.pop("people")
    assert len(journey_ends[0]) == len(journey_ends[1]) - 1, "two entries that were one person are one nobody"
    assert after == before
    erase(life, LATER)
    assert counted(life.world.workspace_id)["standing"] == before["standing"]


def test_the_store_says_what_the_log_says_and_no_file_of_it_holds_a_word(life: Leaving):
    workspace_id = life.world.workspace_id
    update_store(workspace_id)
    folder = Path(settings.HOME) / "store" / str(workspace_id)
    assert leaving.REMARK in _words(folder), "it was there"
    facts = sum(len(some) for some in of_the_store(stored_events(workspace_id)).values())
    erase(life)
    update_store(workspace_id)
    stored = of_the_store(stored_events(workspace_id))
    same(stored, of_the_log(workspace_id))
    assert compare_store(workspace_id).equal
    assert sum(len(some) for some in stored.values()) == facts + 1, "and the journey that ended"
    assert not {life.person, life.absorbed} & set(stored)
    assert not [one for one in PERSONAL if one in _words(folder)]


def _words(folder: Path) -> str:
    return "".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file())


def test_who_stays_keeps_everything(life: Leaving):
    before = person_export(life.world.workspace_id, life.staying, now=at(59))
    erase(life)
    assert person_export(life.world.workspace_id, life.staying, now=at(59)) == before


def test_an_export_holds_what_was_planted_in_each_room(life: Leaving):
    found = person_export(life.world.workspace_id, life.absorbed, now=at(59))
    assert found["person"] == life.person and json.loads(json.dumps(found)) == found
    text = json.dumps(found, ensure_ascii=False)
    assert not [one for one in PERSONAL if one not in text]
    rooms = {
        "people": (
            "identifiers",
            "attributes",
            "not_understood",
            "consents",
            "consent_history",
            "said_before",
            "merges",
        ),
        "events": ("facts",),
        "segments": ("segments",),
        "funnels": ("stages", "standings", "moves"),
        "messages": ("messages", "mailbox"),
        "offers": ("orders", "lines", "payments", "refunds"),
        "journeys": ("enrolments",),
        "capture": ("submissions", "rejections"),
    }
    assert [
        f"{room}.{thing}" for room, some in rooms.items() for thing in some if not found["rooms"][room][thing]
    ] == []
    assert "stays@example.com" not in text


def test_the_preview_says_what_goes_what_is_counted_and_what_is_kept_until_when(life: Leaving):
    seen = preview_erasure(life.world.workspace_id, life.person, now=at(59)).holdings
    said = {one.code: (one.count, one.fate, one.until) for some in seen.values() for one in some}
    assert said["identifiers"] == (5, "removed", None)
    assert said["orders"] == (1, "kept", date(2032, 12, 31))
    assert said["enrolments"] == (1, "removed", None) and said["messages_waiting"][0] == 1
    assert said["submissions"] == (1, "unlinked", None)
    erase(life)
    assert Erasure.objects.get().removed["people"]["identifiers"] == 5


def test_journeys_end_and_what_waits_never_leaves(life: Leaving):
    erase(life)
    assert set(Enrolment.objects.values_list("person_id", flat=True)) == {life.staying}
    assert Ended.objects.filter(person_id__lt=0, reason="erased").count() == 1
    assert Outgoing.objects.get(reason="erased").status == "cancelled"
    sent = DevMail.objects.count()
    erase(life, LATER)
    mails = DevMail.objects.all()
    assert {mail.recipient for mail in mails} == {"stays@example.com"} and mails.count() == sent + 1


def test_who_had_unsubscribed_is_not_mailed_when_an_old_list_brings_them_back(life: Leaving):
    erase(life)
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"unsubscribe"}
    world, again = life.world, {"email": EMAIL}
    back = identify(world.workspace_id, identifiers=again, at=LATER, now=LATER, origin="import").person_id
    record_consent(world.workspace_id, back, "newsletter", "email", "granted", at=LATER, now=LATER)
    assert back not in (life.person, life.absorbed)
    leaving.wait_for(world, back, LATER)
    assert Outgoing.objects.get(person_id=back).reason == "suppressed_unsubscribe"


def test_a_link_in_an_old_mail_leads_to_nobody(life: Leaving):
    old = Outgoing.objects.filter(person_id=life.person, status="sent").values_list("pk", flat=True)[0]
    erase(life)
    assert unsubscribe(old, everything=True, now=LATER, proof={}) is None


def test_who_comes_back_is_somebody_new_and_may_be_written_to(life: Leaving):
    workspace_id = life.world.workspace_id
    with clock.at(at(60)):
        erase_person(workspace_id, life.staying, now=at(60))
    assert Suppression.objects.get().reason == "erased"
    new = leaving.comes(life.world, LATER, "another-device", email="stays@example.com", name="Stays Again", wish="")
    assert new == find(workspace_id, "email", "stays@example.com") != life.staying
    assert not Suppression.objects.exists()


def test_the_name_leaves_the_books_when_the_law_lets_it(life: Leaving):
    erase(life)
    order = Order.objects.get()
    assert (order.name, order.email, order.name_kept_until) == (NAME, "", date(2032, 12, 31))
    with clock.at(LATER):
        offers.refund(life.world.workspace_id, order_id=order.pk, amount=Money("EUR", 10), token="late", now=LATER)
    work.run_due(datetime(2032, 12, 31, 12, tzinfo=UTC), only=("forget_buyers",))
    assert traces((NAME,)) == KEPT
    work.run_due(datetime(2033, 1, 1, 0, 1, tzinfo=UTC), only=("forget_buyers",))
    assert traces() == set()


def test_it_is_recorded_without_the_person_and_can_be_asked_for_again(life: Leaving):
    erase(life)
    erase(life)
    (told,) = AuditEntry.objects.filter(action="people.erase")
    assert told.subject == f"person:{life.person}" and told.user is None
    assert not Person.objects.filter(pk__in=(life.person, life.absorbed)).exists()
    with pytest.raises(Person.DoesNotExist):
        erase_person(life.world.workspace_id, 987_654, now=LATER)


def test_lists_do_not_show_whom_only_numbers_are_left_of(life: Leaving, admin_user):
    erase(life)
    found = people_for(admin_user, Workspace.objects.get(pk=life.world.workspace_id))
    assert [card.id for card in found.people] == [life.staying]


def test_nobody_is_never_looked_at_again(life: Leaving):
    erase(life)
    nobody = Person.objects.get(pk__lt=0).pk
    late = NewFact(name="order_refunded", person_id=nobody, at=LATER, properties={"currency": "EUR"})
    with clock.at(LATER):
        record(life.world.workspace_id, [late])
        work.run_due(LATER)
    assert not Member.objects.filter(person_id=nobody).exists()
    assert not Enrolment.objects.filter(person_id=nobody).exists()
