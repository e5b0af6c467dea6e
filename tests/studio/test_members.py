"""Who works here: invited, given roles, taken out, and what of it stands in the record."""

from __future__ import annotations

from pathlib import Path
from re import findall

import pytest
from django.test import Client

import suppilo
from suppilo.studio.words.record import ACTIONS, KINDS
from suppilo.team.models import Membership, Role, User
from suppilo.team.queries import audit_of
from suppilo.team.rights import rights_of
from tests.studio.desk import Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/members/"


@pytest.fixture
def desk() -> Desk:
    return lay()


@pytest.fixture
def owner(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["owner"])


def role_of(desk: Desk, email: str) -> str | None:
    found = Membership.objects.filter(workspace=desk.workspace, user__email=email).first()
    return found.role if found else None


def test_somebody_new_gets_a_link_by_which_they_choose_a_password(owner: Client, desk: Desk) -> None:
    page = owner.post(PLACE, {"email": "New@Example.org", "role": "sales"}).content.decode()
    assert role_of(desk, "new@example.org") == "sales"
    link = page.split('readonly value="')[1].split('"')[0]
    newcomer = Client()
    place = newcomer.get(link, follow=True).redirect_chain[-1][0]
    done = newcomer.post(place, {"password1": "northern light 7", "password2": "northern light 7"})
    assert done.status_code == 302
    assert User.objects.get(email="new@example.org").check_password("northern light 7")
    assert newcomer.get(link, follow=True).status_code == 200
    assert 'name="password1"' not in newcomer.get(link, follow=True).content.decode()


def test_no_link_is_made_to_the_account_of_somebody_who_works_elsewhere(owner: Client, desk: Desk) -> None:
    known = User.objects.create_user("known@example.org")
    Membership.objects.create(workspace=desk.other, user=known, role="owner", created_at=desk.workspace.created_at)
    page = owner.post(PLACE, {"email": "known@example.org", "role": "owner"}).content.decode()
    assert role_of(desk, "known@example.org") == "owner"
    assert 'readonly value="' not in page


@pytest.mark.parametrize(
    ("email", "role"), [("nobody", "sales"), ("a@example.org", "king"), ("sales@roastery.example", "owner")]
)
def test_what_cannot_be_done_is_said_and_nothing_changes(owner: Client, desk: Desk, email: str, role: str) -> None:
    before = set(Membership.objects.values_list("user_id", "role"))
    answer = owner.post(PLACE, {"email": email, "role": role})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert set(Membership.objects.values_list("user_id", "role")) == before


def test_an_invitation_offers_the_least_powerful_role_first(owner: Client) -> None:
    least = min(Role.values, key=lambda role: len(rights_of(role)))
    for answer in (owner.get(PLACE), owner.post(PLACE, {"email": "a@example.org", "role": "king"})):
        offered = answer.content.decode().split('<select id="role"')[1].split("</select>")[0]
        assert findall(r'value="([a-z]+)" selected', offered) == [least]
    again = owner.post(PLACE, {"email": "nobody", "role": "sales"}).content.decode()
    assert '<option value="sales" selected' in again.split('<select id="role"')[1]


def test_what_each_role_may_do_is_said_where_it_is_given(owner: Client) -> None:
    page = owner.get(PLACE).content.decode()
    assert "Analyst</dt><dd>Funnels, questions and the definition, to read" in page


def test_a_member_gets_another_role_and_is_taken_out_and_both_stand_in_the_record(owner: Client, desk: Desk) -> None:
    sales = desk.users["sales"]
    owner.post(f"{PLACE}{sales.pk}/role/", {"role": "marketer"})
    assert role_of(desk, sales.email) == "marketer"
    assert owner.get(f"{PLACE}{sales.pk}/remove/").status_code == 200
    assert role_of(desk, sales.email) == "marketer"
    for _twice in range(2):
        assert owner.post(f"{PLACE}{sales.pk}/remove/").status_code == 302
    assert role_of(desk, sales.email) is None
    record = [(entry.action, entry.subject, entry.user) for entry in audit_of(desk.workspace)][:2]
    me = desk.users["owner"]
    assert record == [("member.removed", f"user:{sales.pk}", me), ("member.role", f"user:{sales.pk}", me)]
    page = owner.get("/studio/roastery/record/").content.decode()
    assert f"took {sales.email} out of the workspace" in page
    assert f"gave {sales.email} the role Marketer" in page
    assert "ran version 1" in page


def test_the_last_owner_stays(owner: Client, desk: Desk) -> None:
    me = desk.users["owner"]
    for verb in ("role", "remove"):
        answer = owner.post(f"{PLACE}{me.pk}/{verb}/", {"role": "sales"}, follow=True)
        assert "This is the last owner" in answer.content.decode()
    assert role_of(desk, me.email) == "owner"
    owner.post(f"{PLACE}{desk.users['sales'].pk}/role/", {"role": "owner"})
    assert owner.post(f"{PLACE}{me.pk}/role/", {"role": "sales"})["Location"] == "/studio/"
    assert role_of(desk, me.email) == "sales"


def test_the_record_is_narrowed_to_one_member_and_one_kind(owner: Client, desk: Desk) -> None:
    owner.post(f"{PLACE}{desk.users['sales'].pk}/role/", {"role": "analyst"})
    me = desk.users["owner"].pk
    place = "/studio/roastery/record/"
    assert "the role Analyst" in owner.get(f"{place}?who={me}&action=member.role").content.decode()
    assert "the role Analyst" not in owner.get(f"{place}?who={desk.users['sales'].pk}").content.decode()
    assert "Nothing of the kind" in owner.get(f"{place}?action=people.merge").content.decode()
    for strange in ("who=x", "before=-1", "action=%00", "before=9" * 9):
        assert owner.get(f"{place}?{strange}").status_code == 200


def test_a_member_of_another_workspace_is_not_there(owner: Client, desk: Desk) -> None:
    stranger = User.objects.create_user("stranger@example.org")
    assert owner.post(f"{PLACE}{stranger.pk}/role/", {"role": "sales"}).status_code == 404
    assert owner.get(f"{PLACE}{stranger.pk}/remove/").status_code == 404


def test_everything_that_is_written_into_the_record_has_its_words() -> None:
    sources = (path.read_text(encoding="utf-8") for path in Path(suppilo.__file__).parent.rglob("*.py"))
    written = {action for text in sources for action in findall(r'(?:action=|_LIVED = )"([a-z]+\.[a-z]+)"', text)}
    assert {"member.role", "demo.lived"} < written <= set(ACTIONS)
    assert set(ACTIONS) - {"demo.lived"} == set(KINDS)
