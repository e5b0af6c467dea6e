"""Keys of servers at the desk: shown once, revoked for good, and both stand in the record."""

from __future__ import annotations

from re import findall

import pytest
from django.test import Client

from suppilo.team.models import ServerKey
from tests.studio.desk import lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/keys/"


def test_a_key_is_shown_once_and_revoked_and_the_record_says_so(client: Client) -> None:
    desk = lay()
    owner = sign_in(client, desk.users["owner"])
    assert PLACE in owner.get("/studio/roastery/members/").content.decode()
    page = owner.post(PLACE, {"name": "  The   shop "}).content.decode()
    (text,) = findall(r'id="text" readonly autocomplete="off" value="(suppilo_[\w-]{43})"', page)
    key = ServerKey.objects.get()
    assert (key.name, key.workspace_id) == ("The shop", desk.workspace.pk)
    later = owner.get(PLACE).content.decode()
    assert text not in later and key.hint in later
    for _twice in range(2):
        assert owner.post(f"{PLACE}{key.pk}/revoke/").status_code == 302
    assert "Revoked" in owner.get(PLACE).content.decode()
    record = owner.get("/studio/roastery/record/").content.decode()
    assert record.count(f"revoked key {key.pk} of a server") == 1
    assert f"made key {key.pk} for a server" in record


def test_a_key_needs_a_name(client: Client) -> None:
    desk = lay()
    owner = sign_in(client, desk.users["owner"])
    for name in ("", " \0 ", "x" * 81):
        answer = owner.post(PLACE, {"name": name})
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not ServerKey.objects.exists()
