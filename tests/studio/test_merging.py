"""Merging two people at the desk, and taking it back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from suppilo.foundation import clock
from suppilo.people.operations import identify
from suppilo.people.queries import canonical
from suppilo.team.models import AuditEntry, Role
from tests.studio.desk import NOW, Desk, lay, sign_in


@pytest.fixture
def desk(db: None) -> Desk:
    with clock.at(NOW):
        return lay()


def another(desk: Desk) -> int:
    return identify(desk.workspace.pk, identifiers={"phone": "+358409998877"}, at=NOW, now=NOW).person_id


def page(desk: Desk, name: str, person: int, **query: object) -> str:
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(name, kwargs={"workspace": desk.workspace.slug, "person": person}) + (f"?{words}" if words else "")


def test_one_looks_at_what_will_happen_then_merges_and_takes_it_back(desk: Desk, client: Client):
    marketer, other = sign_in(client, desk.users[Role.MARKETER]), another(desk)
    with clock.at(NOW):
        seen = marketer.get(page(desk, "studio_merge", desk.person, **{"with": other})).content.decode()
        assert "+358409998877" in seen and canonical([other]) == {other: other}
        form = {"with": other, "keep": desk.person}
        assert marketer.post(page(desk, "studio_merge", desk.person), form).status_code == 302
        assert canonical([other]) == {other: desk.person}
        back = page(desk, "studio_unmerge", other)
        assert back in marketer.get(page(desk, "studio_person", desk.person)).content.decode()
        assert "+358409998877" in marketer.get(back).content.decode()
        assert marketer.post(back).status_code == 302
    assert canonical([other]) == {other: other}
    told = AuditEntry.objects.filter(action__startswith="people.").order_by("pk")
    assert [(entry.action, entry.user) for entry in told] == [
        ("people.merge", desk.users[Role.MARKETER]),
        ("people.unmerge", desk.users[Role.MARKETER]),
    ]


def test_the_other_way_round_keeps_the_other(desk: Desk, client: Client):
    owner, other = sign_in(client, desk.users[Role.OWNER]), another(desk)
    with clock.at(NOW):
        owner.post(page(desk, "studio_merge", desk.person), {"with": other, "keep": other})
    assert canonical([desk.person]) == {desk.person: other}


def test_an_analyst_may_do_neither(desk: Desk, client: Client):
    analyst, other = sign_in(client, desk.users[Role.ANALYST]), another(desk)
    answer = analyst.post(page(desk, "studio_merge", desk.person), {"with": other, "keep": desk.person})
    assert answer.status_code == 403 and canonical([other]) == {other: other}
    assert "studio/roastery/people/" in page(desk, "studio_merge", other)
    assert (
        page(desk, "studio_merge", desk.person)
        not in analyst.get(page(desk, "studio_person", desk.person)).content.decode()
    )


def test_somebody_of_another_workspace_cannot_be_merged_in(desk: Desk, client: Client):
    owner = sign_in(client, desk.users[Role.OWNER])
    stranger = identify(desk.other.pk, identifiers={"external": "x"}, at=NOW, now=NOW).person_id
    form = {"with": stranger, "keep": desk.person}
    assert owner.get(page(desk, "studio_merge", desk.person, **{"with": stranger})).status_code == 404
    assert owner.post(page(desk, "studio_merge", desk.person), form).status_code == 404
    assert canonical([stranger]) == {stranger: stranger}


def test_taking_back_what_is_not_merged_says_so(desk: Desk, client: Client):
    owner = sign_in(client, desk.users[Role.OWNER])
    answer = owner.post(page(desk, "studio_unmerge", desk.person))
    assert answer.status_code == 409 and "is not merged into anybody" in answer.content.decode()
