"""The newest word stands, the stricter one of two at once, and the ledger proves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from suppilo.events.queries import facts_of
from suppilo.people.models import ConsentRecord
from suppilo.people.operations import Agreement, identify, record_consent, record_consent_many
from suppilo.people.queries import consents_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def anna(workspace) -> int:
    return identify(workspace.pk, identifiers={"external": "a"}, at=NOON, now=NOON).person_id


def say(workspace, person: int, state: str, minutes: int, **more: object) -> bool:
    at = NOON + timedelta(minutes=minutes)
    return record_consent(workspace.pk, person, "news", "email", state, at=at, now=NOON, **more)


def states(person: int) -> list[str]:
    return [one.state for one in consents_of([person])[person]]


def test_asked_then_granted_then_withdrawn(workspace, anna):
    for minutes, state in enumerate(("pending", "granted", "withdrawn")):
        assert say(workspace, anna, state, minutes, proof={"words": state})
        assert states(anna) == [state]
    facts = facts_of(workspace.pk, [anna])[anna]
    assert [fact.name for fact in facts if fact.name.startswith("consent")] == [
        "consent_requested",
        "consent_given",
        "consent_withdrawn",
    ]
    assert [row.proof["words"] for row in ConsentRecord.objects.order_by("pk")] == ["pending", "granted", "withdrawn"]


def test_a_repeat_and_asking_again_change_nothing(workspace, anna):
    assert say(workspace, anna, "granted", 0)
    assert not say(workspace, anna, "granted", 1)
    assert not say(workspace, anna, "pending", 2)
    assert states(anna) == ["granted"] and ConsentRecord.objects.count() == 1


def test_an_older_word_goes_into_the_ledger_only(workspace, anna):
    say(workspace, anna, "withdrawn", 10)
    assert not say(workspace, anna, "granted", 5, origin="import")
    assert states(anna) == ["withdrawn"]
    assert ConsentRecord.objects.count() == 2
    assert say(workspace, anna, "granted", 11), "agreeing anew is allowed"


@pytest.mark.parametrize("order", list(permutations(("pending", "granted", "withdrawn"))))
def test_of_words_at_the_same_instant_the_stricter_stands(workspace, anna, order):
    for state in order:
        say(workspace, anna, state, 0)
    assert states(anna) == ["withdrawn"]


@pytest.mark.parametrize("order", list(permutations([(0, "pending"), (1, "granted"), (2, "withdrawn")])))
def test_the_order_of_arrival_does_not_matter(workspace, anna, order):
    rows = [
        Agreement(person_id=anna, purpose="news", channel="email", state=state, at=NOON + timedelta(minutes=minutes))
        for minutes, state in order
    ]
    record_consent_many(workspace.pk, rows, now=NOON, origin="import")
    assert states(anna) == ["withdrawn"]


def test_a_state_nobody_knows_is_refused(workspace, anna):
    with pytest.raises(ValueError, match="use pending, granted or withdrawn"):
        say(workspace, anna, "perhaps", 0)
    assert not ConsentRecord.objects.exists()
