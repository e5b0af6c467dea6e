"""Which language the interface speaks."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from suppilo.team import operations
from suppilo.team.middleware import spoken
from suppilo.team.models import User


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fi-FI,fi;q=0.9,en;q=0.8", "fi"),
        ("no", "nb"),
        ("nn-NO,nn;q=0.9,en;q=0.5", "nb"),
        ("de,sv;q=0.4,en;q=0.2", "sv"),
        ("de", "en"),
        ("", "en"),
        ("en;q=0.1, da", "da"),
        (";;;,=,q=,*", "en"),
    ],
)
@pytest.mark.django_db
def test_a_browser_gets_the_best_language_that_is_spoken_here(client: Client, header: str, language: str) -> None:
    answer = client.get("/accounts/login/", headers={"accept-language": header})
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.pure
def test_codes_as_browsers_write_them_are_understood() -> None:
    assert [spoken(code) for code in ("NO", "nn_NO", "fi-FI", "SV", "de", "")] == ["nb", "nb", "fi", "sv", None, None]


@pytest.mark.django_db
def test_a_users_own_language_wins_over_browser_and_cookie(client: Client) -> None:
    user = operations.create_user(email="aino@example.org", password="northern light 7", language="da")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv"
    answer = client.get("/studio/", headers={"accept-language": "fi"})
    assert '<html lang="da">' in answer.content.decode()


@pytest.mark.django_db
def test_choosing_a_language_is_kept_for_the_user_and_the_browser(client: Client) -> None:
    user = operations.create_user(email="aino@example.org", password="northern light 7")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.post("/studio/language/", {"language": "fi", "next": "/studio/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/studio/?a=1")
    assert User.objects.get().language == "fi"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fi"


@pytest.mark.django_db
def test_choosing_a_language_never_leads_to_another_site_and_refuses_unknown_ones(client: Client) -> None:
    assert client.post("/studio/language/", {"language": "xx"}).status_code == 400
    assert client.get("/studio/language/").status_code == 405
    answer = client.post("/studio/language/", {"language": "fi", "next": "//evil.example/"})
    assert answer["Location"] == "/studio/"
