"""Forms that made no lead: why, and for whom they can be found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.capture.models import Rejection
from suppilo.capture.post import contact_key
from suppilo.foundation import clock
from suppilo.studio.words.rejections import REASONS
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/forms/"


@pytest.fixture
def desk() -> Desk:
    desk = lay()
    for number, (reason, address) in enumerate([("honeypot", "bot@example.org"), ("invalid", "anna@example.org")]):
        Rejection.objects.create(
            workspace=desk.workspace,
            form="guide_form",
            reason=reason,
            fields=["email"] if reason == "invalid" else [],
            network="192.0.2.0/24",
            user_agent="Mozilla/5.0",
            contact=contact_key(desk.workspace.pk, address),
            at=NOW - timedelta(days=number),
        )
    return desk


def seen(client: Client, query: str = "") -> str:
    with clock.at(NOW):
        return client.get(f"{PLACE}{query}").content.decode()


def test_each_is_listed_with_its_reason_in_words(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["owner"]))
    assert "it filled in a field that people do not see" in page
    assert "something was missing or wrong" in page
    assert "192.0.2.0/24" in page


def test_one_is_found_by_the_address_that_was_typed(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["owner"])
    rows = seen(client, "?contact=Anna@example.org").split("<tbody>")[1]
    assert "something was missing" in rows
    assert "do not see" not in rows
    assert "No such form" in seen(client, "?contact=nobody@example.org")
    assert "No such form" in seen(client, "?form=other%00")


def test_who_may_not_see_addresses_cannot_search_by_them_nor_see_where_from(client: Client, desk: Desk) -> None:
    page = seen(sign_in(client, desk.users["analyst"]), "?contact=anna@example.org")
    assert "192.0.2.0/24" not in page
    assert "do not see" in page.split("<tbody>")[1]


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(Rejection.Reason.values)
