"""A merge taken back leaves two persons as if it had not been, but for what happened since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from suppilo.events.queries import facts_of
from suppilo.people.models import ConsentRecord, Identifier, Merge, Person
from suppilo.people.operations import (
    LaterMerge,
    NotMerged,
    identify,
    merge,
    record_consent,
    set_attributes,
    unmerge,
)
from suppilo.people.queries import attributes_of, canonical, consents_of, find

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def person(workspace, minutes: int = 0, **identifiers: str) -> int:
    return identify(workspace.pk, identifiers=identifiers, at=at(minutes), now=at(minutes), country="FI").person_id


def join(workspace, keep: int, absorb: int, minutes: int) -> None:
    merge(workspace.pk, keep=keep, absorb=absorb, reason="staff", at=at(minutes), now=at(minutes))


def part(workspace, absorbed: int, minutes: int) -> int:
    return unmerge(workspace.pk, absorbed=absorbed, at=at(minutes), now=at(minutes))


def said(person_id: int) -> dict[tuple[str, str], str]:
    return {(one.purpose, one.channel): one.state for one in consents_of([person_id])[person_id]}


def in_the_ledger(person_id: int) -> str:
    return ConsentRecord.objects.filter(person_id=person_id).order_by("-at", "-pk")[0].state


def test_identifiers_attributes_and_consents_are_back_where_they_were(workspace):
    anna, bo = person(workspace, external="1", email="a@x.fi"), person(workspace, external="2", phone="0401234567")
    for who, minutes, city, state in ((anna, 1, "Turku", "granted"), (bo, 2, "Åbo", "withdrawn")):
        set_attributes(workspace.pk, who, {"city": city}, at=at(minutes), now=at(minutes))
        record_consent(workspace.pk, who, "news", "email", state, at=at(minutes), now=at(minutes))
    join(workspace, anna, bo, 3)
    assert said(anna) == {("news", "email"): "withdrawn"}
    assert part(workspace, bo, 4) == anna
    assert canonical([anna, bo]) == {anna: anna, bo: bo}
    assert find(workspace.pk, "phone", "+358401234567") == bo == find(workspace.pk, "external", "2")
    assert find(workspace.pk, "email", "a@x.fi") == anna
    assert attributes_of([anna, bo]) == {anna: {"city": "Turku"}, bo: {"city": "Åbo"}}
    assert said(anna) == {("news", "email"): "granted"} and said(bo) == {("news", "email"): "withdrawn"}
    assert in_the_ledger(anna) == "granted"


def test_a_consent_that_was_only_lent_is_given_back(workspace):
    anna, bo = person(workspace, external="1"), person(workspace, external="2")
    record_consent(workspace.pk, bo, "news", "email", "granted", at=at(1), now=at(1))
    join(workspace, anna, bo, 2)
    part(workspace, bo, 3)
    assert said(anna) == {} and in_the_ledger(anna) == "none" and said(bo) == {("news", "email"): "granted"}


def test_what_is_written_since_stays_with_whom_was_kept(workspace):
    anna, bo = person(workspace, external="1"), person(workspace, external="2")
    set_attributes(workspace.pk, bo, {"city": "Åbo"}, at=at(1), now=at(1))
    join(workspace, anna, bo, 2)
    set_attributes(workspace.pk, bo, {"city": "Oulu", "size": "M"}, at=at(3), now=at(3))
    record_consent(workspace.pk, bo, "news", "email", "granted", at=at(3), now=at(3))
    person(workspace, 4, external="2", email="new@x.fi")
    part(workspace, bo, 5)
    assert attributes_of([anna, bo]) == {anna: {"city": "Oulu", "size": "M"}, bo: {"city": "Åbo"}}
    assert said(anna) == {("news", "email"): "granted"} and said(bo) == {}
    assert find(workspace.pk, "email", "new@x.fi") == anna


def test_what_is_said_again_while_merged_stays_with_whom_was_kept_too(workspace):
    anna, bo = person(workspace, external="1", email="a@x.fi"), person(workspace, external="2", phone="0401234567")
    set_attributes(workspace.pk, bo, {"city": "Oulu", "size": "small"}, at=at(1), now=at(1))
    join(workspace, anna, bo, 2)
    assert set_attributes(workspace.pk, anna, {"city": "Oulu"}, at=at(3), now=at(3)) == frozenset()
    part(workspace, bo, 4)
    assert attributes_of([anna, bo]) == {anna: {"city": "Oulu"}, bo: {"city": "Oulu", "size": "small"}}


@pytest.mark.parametrize("city", ["Oulu", "Turku"])
def test_what_comes_late_while_merged_counts_for_whom_was_kept_alone(workspace, city):
    anna, bo = person(workspace, external="1", email="a@x.fi"), person(workspace, external="2", phone="0401234567")
    set_attributes(workspace.pk, bo, {"city": "Oulu"}, at=at(3), now=at(3))
    join(workspace, anna, bo, 4)
    set_attributes(workspace.pk, anna, {"city": city}, at=at(2), now=at(5))
    assert attributes_of([anna])[anna] == {"city": "Oulu"}
    part(workspace, bo, 6)
    assert attributes_of([anna, bo]) == {anna: {"city": city}, bo: {"city": "Oulu"}}


def test_a_merge_from_before_own_values_were_kept_is_taken_back_as_far_as_its_sheet_tells(workspace):
    anna, bo = person(workspace, external="1", email="a@x.fi"), person(workspace, external="2", phone="0401234567")
    set_attributes(workspace.pk, anna, {"city": "Turku"}, at=at(1), now=at(1))
    set_attributes(workspace.pk, bo, {"city": "Oulu", "size": "M", "tier": "gold"}, at=at(2), now=at(2))
    join(workspace, anna, bo, 3)
    row = Merge.objects.get()
    row.moved.pop("own")
    row.save()
    set_attributes(workspace.pk, anna, {"tier": "silver"}, at=at(4), now=at(4))
    part(workspace, bo, 5)
    assert attributes_of([anna])[anna] == {"city": "Turku", "tier": "silver"}


def test_of_one_attribute_a_few_values_are_remembered(workspace):
    anna, bo = person(workspace, external="1", email="a@x.fi"), person(workspace, external="2", phone="0401234567")
    join(workspace, anna, bo, 1)
    for minute in range(2, 32):
        set_attributes(workspace.pk, anna, {"city": f"city {minute}", "size": "M"}, at=at(minute), now=at(minute))
    log = Merge.objects.get().moved["own"]
    assert [key for key, _ in log].count("city") == 20 and [key for key, _ in log].count("size") == 1
    assert log[-1][1][0]["text"] == "city 31"


def test_what_was_said_again_last_counts_in_a_merge(workspace):
    anna, bo = person(workspace, external="1", email="a@x.fi"), person(workspace, external="2", phone="0401234567")
    for who, minutes, city in ((anna, 1, "Turku"), (bo, 2, "Oulu"), (anna, 3, "Turku")):
        set_attributes(workspace.pk, who, {"city": city}, at=at(minutes), now=at(minutes))
    set_attributes(workspace.pk, anna, {"city": "Vaasa"}, at=at(2), now=at(4))  # came late
    join(workspace, bo, anna, 5)
    assert attributes_of([bo])[bo] == {"city": "Turku"}


def test_a_withdrawal_said_since_counts_for_both(workspace):
    anna, bo = person(workspace, external="1"), person(workspace, external="2")
    for who in (anna, bo):
        record_consent(workspace.pk, who, "news", "email", "granted", at=at(1), now=at(1))
    join(workspace, anna, bo, 2)
    record_consent(workspace.pk, bo, "news", "email", "withdrawn", at=at(3), now=at(3))
    part(workspace, bo, 4)
    assert said(anna) == said(bo) == {("news", "email"): "withdrawn"}
    assert in_the_ledger(bo) == "withdrawn"


def test_merges_into_one_person_are_taken_back_in_any_order(workspace):
    a, b, c = (person(workspace, external=name) for name in "abc")
    for minutes, who in enumerate((a, b, c), 1):
        set_attributes(workspace.pk, who, {"city": f"city {who}"}, at=at(minutes), now=at(minutes))
        state = ("granted", "pending", "withdrawn")[minutes - 1]
        record_consent(workspace.pk, who, "news", "email", state, at=at(minutes), now=at(minutes))
    join(workspace, a, b, 5)
    join(workspace, a, c, 6)
    part(workspace, b, 7)
    assert attributes_of([a]) == {a: {"city": f"city {c}"}} and said(a) == {("news", "email"): "withdrawn"}
    part(workspace, c, 8)
    assert attributes_of([a]) == {a: {"city": f"city {a}"}} and said(a) == {("news", "email"): "granted"}


def test_a_merge_that_another_went_over_is_taken_back_after_that_one(workspace):
    a, b, c = (person(workspace, external=name) for name in "abc")
    join(workspace, b, c, 1)
    join(workspace, a, b, 2)
    with pytest.raises(LaterMerge):
        part(workspace, c, 3)
    part(workspace, b, 3)
    assert canonical([a, b, c]) == {a: a, b: b, c: b}
    part(workspace, c, 4)
    assert [find(workspace.pk, "external", name) for name in "abc"] == [a, b, c]
    with pytest.raises(NotMerged):
        part(workspace, c, 5)


def test_people_can_be_merged_again_after_it_was_taken_back(workspace):
    a, b = person(workspace, external="a"), person(workspace, external="b")
    join(workspace, a, b, 1)
    part(workspace, b, 2)
    join(workspace, b, a, 3)
    assert canonical([a, b]) == {a: b, b: b} and Merge.objects.count() == 2


def test_a_device_that_somebody_else_uses_by_now_stays_with_them(workspace):
    a, b = person(workspace, external="a", email="a@x.fi"), person(workspace, visitor="v1", external="b")
    join(workspace, a, b, 1)
    other = person(workspace, 2, visitor="v1", email="other@x.fi")
    part(workspace, b, 3)
    assert Identifier.objects.get(kind="visitor", value="v1").person_id == other != b


def test_it_is_a_fact_with_both_numbers_that_starts_nothing(workspace):
    a, b = person(workspace, external="a"), person(workspace, external="b")
    join(workspace, a, b, 1)
    part(workspace, b, 2)
    (fact,) = facts_of(workspace.pk, [a], names=["people_unmerged"])[a]
    assert fact.properties == {"kept": a, "absorbed": b} and fact.origin == "migration" and not fact.is_act


def test_language_zone_and_country_that_were_lent_are_given_back(workspace):
    a, b = person(workspace, external="a"), person(workspace, external="b")
    Person.objects.filter(pk=b).update(language="fi", country="FI")
    join(workspace, a, b, 1)
    assert Person.objects.get(pk=a).language == "fi"
    part(workspace, b, 2)
    assert Person.objects.get(pk=a).language == "" and Person.objects.get(pk=b).country == "FI"
