"""A copy of what is held of somebody, and their erasure, at the desk."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from suppilo.foundation import clock
from suppilo.people.queries import find
from suppilo.team.models import AuditEntry, Role
from tests.studio.desk import NOW, Desk, lay, sign_in

EMAIL = "maija.meikalainen@example.fi"


@pytest.fixture
def desk(db: None) -> Desk:
    with clock.at(NOW):
        return lay()


def page(desk: Desk, name: str, person: int) -> str:
    return reverse(name, kwargs={"workspace": desk.workspace.slug, "person": person})


def test_the_copy_is_a_file_that_the_record_knows_of(desk: Desk, client: Client):
    owner = sign_in(client, desk.users[Role.OWNER])
    with clock.at(NOW):
        answer = owner.post(page(desk, "studio_export", desk.person))
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    found = json.loads(answer.content)
    assert EMAIL in [one["value"] for one in found["rooms"]["people"]["identifiers"]]
    assert AuditEntry.objects.get(action="people.export").user == desk.users[Role.OWNER]


def test_an_erasure_is_shown_and_needs_the_number(desk: Desk, client: Client):
    owner, erase = sign_in(client, desk.users[Role.OWNER]), page(desk, "studio_erase", desk.person)
    with clock.at(NOW):
        seen = owner.get(erase).content.decode()
        assert "Ways to recognise the person" in seen
        wrong = owner.post(erase, {"number": "7"})
        assert wrong.status_code == 422 and "Nothing was erased" in wrong.content.decode()
        assert find(desk.workspace.pk, "email", EMAIL) == desk.person
        assert owner.post(erase, {"number": str(desk.person)}).status_code == 302
        assert find(desk.workspace.pk, "email", EMAIL) is None
        assert owner.get(page(desk, "studio_person", desk.person)).status_code == 404
        listed = owner.get(reverse("studio_people", kwargs={"workspace": desk.workspace.slug})).content.decode()
        assert "Erased person" not in listed and EMAIL not in listed
        record = owner.get(reverse("studio_record", kwargs={"workspace": desk.workspace.slug})).content.decode()
    assert f"erased person {desk.person}" in record


@pytest.mark.parametrize("role", [Role.MARKETER, Role.SALES, Role.ANALYST])
def test_only_an_owner_sees_the_doors(desk: Desk, client: Client, role: Role):
    member = sign_in(client, desk.users[role])
    with clock.at(NOW):
        seen = member.get(page(desk, "studio_person", desk.person)).content.decode()
        assert page(desk, "studio_erase", desk.person) not in seen
        assert member.post(page(desk, "studio_erase", desk.person), {"number": str(desk.person)}).status_code == 403
    assert find(desk.workspace.pk, "email", EMAIL) == desk.person
