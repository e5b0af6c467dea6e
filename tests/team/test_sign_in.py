"""The way in: rate limits, a closed door, a forgotten password."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from suppilo.team import operations
from suppilo.team.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "northern light 7"


@pytest.fixture
def aino() -> User:
    return operations.create_user(email="aino@example.org", password=PASSWORD)


def test_the_right_password_leads_to_the_desk_whatever_the_case_of_the_address(client: Client, aino: User) -> None:
    answer = client.post("/accounts/login/", {"login": "Aino@Example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/studio/")


def test_a_wrong_password_is_said_and_too_many_are_stopped(client: Client, aino: User) -> None:
    answers = [
        client.post("/accounts/login/", {"login": "aino@example.org", "password": f"wrong {n}"}) for n in range(12)
    ]
    assert answers[0].status_code == 200
    assert 'class="note bad" role="alert"' in answers[0].content.decode()
    late = client.post("/accounts/login/", {"login": "aino@example.org", "password": PASSWORD})
    assert late.status_code in (200, 429), "the right password is not let in while the limit holds"
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    fields = {"email": "eve@example.org", "password1": PASSWORD}
    assert client.post("/accounts/signup/", fields).status_code in (200, 403)
    assert not User.objects.exists()


def test_a_forgotten_password_is_mended_by_mail_and_an_unknown_address_learns_nothing(
    client: Client, aino: User
) -> None:
    known = client.post("/accounts/password/reset/", {"email": "aino@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "eve@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    letter = next(letter for letter in mail.outbox if letter.to == ["aino@example.org"])
    address = next(word for word in str(letter.body).split() if "/password/reset/key/" in word)
    page = client.get(address, follow=True)
    fields = {"password1": "southern light 8", "password2": "southern light 8"}
    client.post(page.request["PATH_INFO"], fields)
    aino.refresh_from_db()
    assert aino.check_password("southern light 8")


def test_signing_out_is_a_button_and_not_a_link(client: Client, aino: User) -> None:
    client.force_login(aino, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
