"""The log keeps each fact once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from suppilo.events import errors
from suppilo.events.models import Conflict, Event
from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def won(external_id: str = "a", **properties: object) -> NewFact:
    return NewFact(name="deal_won", person_id=7, at=NOON, external_id=external_id, properties=properties)


def test_a_fact_is_written_once_however_often_it_comes():
    with clock.at(NOON):
        first = record(1, [won(), won("b")])
        again = record(1, [won("b"), won(), won("c")])
    assert first.created == (True, True)
    assert again.created == (False, False, True)
    assert again.seqs[:2] == (first.seqs[1], first.seqs[0])
    assert Event.objects.count() == 3


def test_a_repeat_within_one_batch_is_written_once():
    assert record(1, [won(), won()]).created == (True, False)
    assert Event.objects.count() == 1


def test_a_repeat_with_other_content_is_kept_as_a_conflict_once():
    record(1, [won(segment="pet")])
    for _ in range(2):
        answer = record(1, [won(segment="car")])
    assert (answer.created, answer.conflicts) == ((False,), 0)
    assert [row.properties for row in Conflict.objects.all()] == [{"segment": "car"}]
    assert Event.objects.get().properties == {"segment": "pet"}


def test_the_same_name_in_another_workspace_is_another_fact():
    record(1, [won()])
    assert record(2, [won()]).created == (True,)


def test_a_fact_without_an_id_of_its_own_is_always_new():
    assert record(1, [won(""), won("")]).created == (True, True)


@pytest.mark.parametrize(
    ("fact", "error"),
    [
        (NewFact(name="nobody_knows", person_id=1, at=NOON), errors.UnknownFact),
        (NewFact(name="deal_won", person_id=1, at=NOON, properties={"shoe": 1}), errors.BadProperty),
        (NewFact(name="deal_won", person_id=1, at=NOON, properties={"deal": "ask a@b.fi"}), errors.ContactDataInFact),
        (NewFact(name="deal_won", person_id=1, at=NOON.replace(tzinfo=None)), errors.BadInstant),
    ],
)
def test_what_cannot_stand_in_the_log_is_refused_with_the_whole_batch(fact: NewFact, error: type[Exception]):
    with pytest.raises(error):
        record(1, [won(), fact])
    assert not Event.objects.exists()


def test_properties_are_cast_by_their_declared_type_and_text_is_folded():
    record(1, [won(segment="ÅBO", amount="12.5", seller="")])
    row = Event.objects.get()
    assert row.properties == {"segment": "ÅBO", "amount": 12.5}
    assert row.folded == {"segment": "åbo"}


def test_a_value_of_another_type_is_kept_as_text():
    record(1, [won(amount="a lot")])
    assert Event.objects.get().properties == {"amount": "a lot"}


def test_received_at_is_the_clock_and_at_is_what_was_given():
    with clock.at(NOON + timedelta(days=3)):
        record(1, [won()])
    row = Event.objects.get()
    assert (row.at, row.received_at) == (NOON, NOON + timedelta(days=3))


def test_what_a_database_cannot_hold_is_kept_as_it_can():
    record(1, [won(segment="a\x00b", amount=2**70)])
    kept = Event.objects.get().properties
    assert (kept["segment"], kept["amount"]) == ("ab", pytest.approx(2**70))


def test_repeats_among_new_facts_of_one_batch_are_told_apart_in_order():
    record(1, [won("b", segment="pet")])
    answer = record(1, [won("a"), won("b", segment="car"), won("c"), won("a", segment="pet"), won("d")])
    assert answer.created == (True, False, True, False, True)
    assert answer.conflicts == 2
    assert [Event.objects.get(seq=seq).external_id for seq in answer.seqs] == ["a", "b", "c", "a", "d"]
