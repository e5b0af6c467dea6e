"""A desk and one client per kind of visitor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from pytest_django import DjangoDbBlocker

from suppilo.foundation import clock
from suppilo.messages.models import DevMail
from suppilo.messages.operations import write_broadcast, write_sequence, write_sequence_message
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
        signed_in = {kind: sign_in(Client(), users[kind]).cookies for kind in KINDS if kind != NOBODY}
        self.cookies = {kind: cookies.output(header="") for kind, cookies in signed_in.items()}
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.clients: dict[str, Client] = {}
        self.leaver = team.create_user(email="leaver@example.org").pk
        team.add_member(workspace=desk.workspace, user=User.objects.get(pk=self.leaver), role="analyst")
        self.broadcast = write_broadcast(
            desk.workspace.pk, number=None, name="x", segment="", content={}, user_id=None, now=NOW
        )
        about = {"number": None, "name": "x", "user_id": None, "now": NOW}
        self.sequence = write_sequence(
            desk.workspace.pk, segment="", takes_present=False, finishes_anyway=False, **about
        )
        self.stop = write_sequence_message(desk.workspace.pk, self.sequence, content={}, **about)
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

    def come_in(self) -> None:
        """Everybody with a browser that has only signed in; they share the server's middleware, as browsers do."""
        self.clients = {kind: Client() for kind in KINDS}
        for kind, client in self.clients.items():
            client.handler = self.handler
            client.cookies.load(self.cookies.get(kind, ""))

    def fill(self, row: Row) -> dict[str, object]:
        """The arguments of an address, real ids in place of their names."""
        real = {"PERSON": self.desk.person, "MAIL": self.mail, "USER": self.leaver, "BROADCAST": self.broadcast}
        real |= {"SEQUENCE": self.sequence, "STOP": self.stop}
        return {
            key: real.get(value, value) if isinstance(value, str) else value for key, value in row.arguments.items()
        }


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    """Laid once: what a test does to the rows is taken back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(NOW):
            laid = Visitors(lay())
        with django_db_blocker.block():
            yield laid
        transaction.set_rollback(True)


@pytest.fixture
def visitors(everybody: Visitors, db: None) -> Visitors:
    """Everybody at the desk at noon."""
    everybody.come_in()
    return everybody
