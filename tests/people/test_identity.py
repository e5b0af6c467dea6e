"""Whose is a form's e-mail address?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from suppilo.events.queries import facts_of
from suppilo.people.models import Identifier, Merge, Person
from suppilo.people.operations import (
    BadIdentifier,
    Identified,
    Identity,
    identify,
    identify_many,
    merge,
    record_consent,
    set_attributes,
)
from suppilo.people.queries import attributes_of, canonical, consents_of, contact, find

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def form(workspace, minutes: int = 0, country: str = "FI", **identifiers: str) -> Identified:
    at = NOON + timedelta(minutes=minutes)
    return identify(workspace.pk, identifiers=identifiers, at=at, now=at, country=country)


def test_an_anonymous_visitor_who_leaves_an_address_stays_the_same_person(workspace):
    before = form(workspace, visitor="v1")
    after = form(workspace, 1, visitor="v1", email="Anna@Example.com")
    assert before.created and not after.created
    assert after == Identified(before.person_id)
    assert find(workspace.pk, "email", "anna@example.com") == before.person_id
    assert not Merge.objects.exists()


def test_a_shared_computer_with_two_emails_makes_two_people(workspace):
    anna = form(workspace, visitor="v1", email="anna@example.com")
    bo = form(workspace, 1, visitor="v1", email="bo@example.com")
    assert bo.created and bo.visitor_moved and bo.person_id != anna.person_id
    assert find(workspace.pk, "visitor", "v1") == bo.person_id
    back = form(workspace, 2, visitor="v1", email="anna@example.com")
    assert back == Identified(anna.person_id, visitor_moved=True)
    assert find(workspace.pk, "visitor", "v1") == anna.person_id
    assert Person.objects.count() == 2 and not Merge.objects.exists()


def test_the_same_email_on_two_devices_makes_one_person(workspace):
    first = form(workspace, visitor="phone", email="anna@example.com")
    anonymous = form(workspace, 1, visitor="laptop")
    named = form(workspace, 2, visitor="laptop", email="ANNA@example.com ")
    assert named == Identified(first.person_id, merged_from=(anonymous.person_id,))
    assert canonical([anonymous.person_id]) == {anonymous.person_id: first.person_id}
    assert find(workspace.pk, "visitor", "laptop") == first.person_id
    assert [
        fact.properties for fact in facts_of(workspace.pk, [first.person_id], names=["people_merged"])[first.person_id]
    ] == [{"absorbed": anonymous.person_id}]


def test_the_person_with_an_address_is_kept_even_when_the_visitor_is_older(workspace):
    anonymous = form(workspace, visitor="laptop")
    named = form(workspace, 1, email="anna@example.com")
    assert form(workspace, 2, visitor="laptop", email="anna@example.com").person_id == named.person_id
    assert canonical([anonymous.person_id])[anonymous.person_id] == named.person_id


def test_an_address_and_a_phone_of_two_people_in_one_form_merge_them_into_the_older(workspace):
    by_phone = form(workspace, phone="040 123 4567")
    by_mail = form(workspace, 1, email="anna@example.com")
    both = form(workspace, 2, email="anna@example.com", phone="+358401234567")
    assert both == Identified(by_phone.person_id, merged_from=(by_mail.person_id,))


def test_a_phone_shared_by_two_addresses_stays_with_its_first_person(workspace):
    anna = form(workspace, email="anna@example.com", phone="0401234567")
    bo = form(workspace, 1, email="bo@example.com", phone="0401234567")
    assert bo.created
    assert find(workspace.pk, "phone", "+358401234567") == anna.person_id


def test_an_import_row_with_a_known_key_gives_that_person_a_further_address(workspace):
    first = form(workspace, external="crm-1", email="old@example.com")
    second = form(workspace, 1, external="crm-1", email="new@example.com")
    assert second.person_id == first.person_id and not second.created
    assert contact([first.person_id], "email") == {first.person_id: "new@example.com"}


def test_each_new_contact_point_is_a_fact_without_the_address(workspace):
    anna = form(workspace, visitor="v", email="anna@example.com", phone="0401234567").person_id
    form(workspace, 1, visitor="v", email="anna@example.com")
    facts = facts_of(workspace.pk, [anna])[anna]
    assert sorted(fact.properties["kind"] for fact in facts) == ["email", "phone"]
    assert not any("example" in str(fact) for fact in facts)


def test_a_batch_whose_rows_name_each_other_ends_as_the_rows_one_by_one_would(workspace):
    rows = [
        {"external": "a"},
        {"email": "anna@example.com"},
        {"external": "a", "email": "anna@example.com"},
        {"email": "anna@example.com", "phone": "+358401234567"},
        {"external": "b"},
    ]
    found = identify_many(workspace.pk, [Identity(identifiers=row, at=NOON) for row in rows], now=NOON, origin="import")
    assert [one.created for one in found] == [True, True, False, False, True]
    people = canonical(one.person_id for one in found)
    assert len(set(people.values())) == 2
    assert found[2].merged_from and find(workspace.pk, "phone", "+358401234567") == people[found[0].person_id]


def test_merged_chains_are_flat(workspace):
    a, b, c = (form(workspace, minutes, external=name).person_id for minutes, name in enumerate("abc"))
    merge(workspace.pk, keep=b, absorb=c, reason="staff", at=NOON, now=NOON)
    merge(workspace.pk, keep=a, absorb=b, reason="staff", at=NOON, now=NOON)
    assert canonical([a, b, c]) == {a: a, b: a, c: a}
    assert merge(workspace.pk, keep=c, absorb=a, reason="staff", at=NOON, now=NOON) is None
    assert set(Identifier.objects.values_list("person_id", flat=True)) == {a}


def test_a_merge_keeps_the_newer_attribute_and_the_stricter_consent(workspace):
    one, two = form(workspace, external="1").person_id, form(workspace, 1, external="2").person_id
    later = NOON + timedelta(hours=1)
    for person, at, city, state in ((one, NOON, "Turku", "granted"), (two, later, "Åbo", "withdrawn")):
        set_attributes(workspace.pk, person, {"city": city}, at=at, now=at)
        record_consent(workspace.pk, person, "newsletter", "email", state, at=at, now=at)
    set_attributes(workspace.pk, two, {"name": "Anna"}, at=NOON, now=NOON)
    merge(workspace.pk, keep=one, absorb=two, reason="staff", at=later, now=later)
    assert attributes_of([one, two])[two] == {"city": "Åbo", "name": "Anna"}
    assert [state.state for state in consents_of([one])[one]] == ["withdrawn"]
    moved = Merge.objects.get().moved
    assert moved["attributes"]["added"] == ["name"] and moved["attributes"]["replaced"]["city"][0]["text"] == "Turku"
    assert moved["consents"][0][:3] == ["newsletter", "email", "granted"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "anna"),
        ("email", "anna@example.com\nBcc: all@example.com"),
        ("email", "a@b"),
        ("email", "a b@example.com"),
        ("email", "anna@-x.com"),
        ("email", "x" * 65 + "@example.com"),
        ("email", "anna@127.0.0.1"),
        ("phone", "123"),
        ("phone", "hello"),
        ("external", "a\x00b"),
        ("external", "a\u2028b"),
        ("fax", "1"),
    ],
)
def test_a_bad_identifier_is_refused_and_nothing_is_written(workspace, kind, value):
    with pytest.raises(BadIdentifier):
        form(workspace, **{kind: value})
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("kind", "country", "given", "kept"),
    [
        ("email", "", " Anna.Å@Exämple.COM", "anna.å@xn--exmple-cua.com"),
        ("email", "", "anna@xn--exmple-cua.com", "anna@xn--exmple-cua.com"),
        ("phone", "FI", "040 123 4567", "+358401234567"),
        ("phone", "SE", "070-123 45 67", "+46701234567"),
        ("phone", "", "+47 406 12 345", "+4740612345"),
    ],
)
def test_an_identifier_has_one_spelling(workspace, kind, country, given, kept):
    person = form(workspace, country=country, **{kind: given}).person_id
    assert find(workspace.pk, kind, kept) == person
