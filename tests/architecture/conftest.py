"""A desk and one client per kind of visitor."""

from __future__ import annotations

from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from suppilo.foundation import clock
from suppilo.messages.models import DevMail
from suppilo.team import operations as team
from suppilo.team.models import User
from tests.architecture.role_table import CHIEF, KINDS, NOBODY, OUTSIDER, Row
from tests.studio.desk import NOW, PASSWORD, Desk, lay, sign_in


@cache
def _hashed() -> str:
    """Everybody's password, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


class Visitors:
    """One client per kind of visitor, and what the addresses need."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        users = dict(desk.users)
        users[OUTSIDER] = team.create_user(email="outsider@example.org")
        team.add_member(workspace=desk.other, user=users[OUTSIDER], role="owner")
        users[CHIEF] = team.create_user(email="chief@example.org", is_superuser=True)
        User.objects.update(password=_hashed())
        users = {kind: User.objects.get(pk=user.pk) for kind, user in users.items()}
        self.clients = {kind: Client() if kind == NOBODY else sign_in(Client(), users[kind]) for kind in KINDS}
        self.leaver = team.create_user(email="leaver@example.org").pk
        team.add_member(workspace=desk.workspace, user=User.objects.get(pk=self.leaver), role="analyst")
        self.mail = DevMail.objects.create(
            workspace=desk.workspace,
            sender="Kaamos <aino@kaamos.example>",
            recipient="maija@example.fi",
            subject="Your guide is here",
            html="<html><head><title>x</title></head><body style='color:red'><a href='/t/x'>Read</a></body></html>",
            text="Read: http://127.0.0.1:8000/t/x",
            raw="",
            received_at=NOW,
        ).pk

    def fill(self, row: Row) -> dict[str, object]:
        """The arguments of an address, real ids in place of their names."""
        real = {"PERSON": self.desk.person, "MAIL": self.mail, "USER": self.leaver}
        return {
            key: real.get(value, value) if isinstance(value, str) else value for key, value in row.arguments.items()
        }


@pytest.fixture
def visitors(db: None) -> Visitors:
    """Everybody at the desk at noon."""
    with clock.at(NOW):
        return Visitors(lay())
