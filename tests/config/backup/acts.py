"""What the tests do in a process of their own, whose folder and database are in the environment: prints JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from suppilo.config import migrating
from suppilo.config.backup import making, restoring
from suppilo.config.backup.errors import BackupRefused
from suppilo.events import queries as log
from suppilo.foundation import clock, files, keyfiles
from suppilo.funnels.queries import standing
from suppilo.insights.queries import funnel_report, report_json
from suppilo.journeys.models import Enrolment
from suppilo.messages import links
from suppilo.messages.dkim.keys import key_of
from suppilo.messages.models import Outgoing
from suppilo.messages.operations import make_mail_key
from suppilo.messages.ports import use_provider
from suppilo.messages.queries import push_public
from suppilo.messages.suppressing import digest
from suppilo.providers.webhook_standard.destinations import make_secret, signature_of
from suppilo.team.queries import all_workspaces
from tests.flows.two_devices import Visitor, business, turn
from tests.messages.world import NOON, Post

MADE_AT = NOON + timedelta(minutes=30)


def live(path: str) -> Any:
    """Two people in a journey, one message on the wire, one form that nobody has read yet; then a backup."""
    migrating.migrate()
    _use_up(3_000)
    world = business()
    files.store(b"a picture")
    visitor = Visitor(world)
    visitor.sends("by_mail", NOON, "laptop-1", email="anna@example.com")
    visitor.sends("by_mail", NOON, "laptop-2", email="bo@example.com")
    turn(NOON + timedelta(minutes=1))
    turn(NOON + timedelta(minutes=121))
    late = NOON + timedelta(minutes=122)
    Outgoing.objects.filter(pk=Outgoing.objects.order_by("pk")[0].pk).update(
        status="sending", sent_at=late, due_at=late + timedelta(minutes=10)
    )
    visitor.sends("by_mail", late, "laptop-3", email="cecilia@example.com")
    with clock.at(late):
        make_mail_key("kahvila.example", selector="z-first")
        os.utime(Path(settings.HOME) / "dkim" / "kahvila.example" / "z-first.pem", ns=(1, 1))
        kept = proofs()
        making.make(Path(path), with_keys=True, overwrite=True, progress=_quietly)
    return {**answers(), **kept}


def proofs() -> Any:
    """What the world outside knows this place by, made if there is none; and a link in the first mail."""
    receiver, (workspace,) = "https://hooks.kahvila.example/in", all_workspaces()
    if signature_of(workspace.pk, receiver, None, NOON) is None:
        make_secret(workspace.pk, receiver, now=NOON)
    signature = signature_of(workspace.pk, receiver, None, NOON)
    assert signature is not None
    old = make_mail_key("kahvila.example", selector="z-first")
    make_mail_key("kahvila.example", selector="a-second")
    signing = key_of("kahvila.example")
    assert signing is not None
    return {
        "push": push_public(),
        "mail": [old.record, signing.record_name, signing.record],
        "webhook": signature.headers("1", "{}", NOON)["webhook-signature"],
        "link": links.address("u", Outgoing.objects.order_by("pk")[0].pk),
        "barred": digest(workspace.pk, "email", "left@example.com"),
        "modes": sorted({oct(path.stat().st_mode & 0o777) for path in keyfiles.all_files()}),
    }


def leaves(link: str) -> Any:
    """Somebody presses the button that mail programs show for a link in the mail, and for one made up."""
    host = urlsplit(settings.BASE_URL).hostname
    browser, click = Client(headers={"host": host}), {"List-Unsubscribe": "One-Click"}
    return [browser.post(urlsplit(one).path, click).status_code for one in (link, f"{link}x")]


def answers() -> Any:
    """What is true here."""
    now = NOON + timedelta(days=2)
    (workspace,) = all_workspaces()
    return {
        "report": report_json(funnel_report(workspace.pk, "coffee", now=now)),
        "standing": standing(workspace.pk, "coffee"),
        "messages": sorted(Outgoing.objects.values_list("person_id", "status", "reason")),
        "inside": sorted(Enrolment.objects.values_list("person_id", "step")),
        "waiting": log.lags(),
        "files": [path.name for path in making.stored_files()],
    }


def back(path: str, *more: str) -> Any:
    """The backup put back here."""
    post = _post()
    try:
        with clock.at(NOON + timedelta(minutes=125)):
            restoring.restore(
                Path(path), replace="replace" in more, new_key=False, forget_waiting=False, progress=_quietly
            )
    except BackupRefused as error:
        return {"refused": str(error)}
    found = answers()
    visitor = Visitor(business_here())
    visitor.sends("by_mail", NOON + timedelta(minutes=130), "laptop-4", email="daniel@example.com")
    for minutes in (131, 300):
        turn(NOON + timedelta(minutes=minutes))
    return {"before": found, "after": answers(), "delivered": [mail.recipient for mail in post.delivered]}


def business_here() -> Any:
    """The workspace that is there."""
    (workspace,) = all_workspaces()
    return type("Here", (), {"workspace_id": workspace.pk})()


def older(path: str) -> Any:
    """A backup as an older version would have made it: one migration fewer."""
    migrating.migrate()
    MigrationRecorder(connection).record_applied("people", "9999_from_the_future")
    making.make(Path(path), with_keys=True, overwrite=True, progress=_quietly)
    return {}


def _post() -> Post:
    post = Post()
    use_provider("email", post)
    return post


def _quietly(what: str, done: int, total: int) -> None:
    """Nobody looks."""


def _use_up(numbers: int) -> None:
    """So many transactions have been here before."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for _ in range(numbers):
                cursor.execute("SELECT pg_current_xact_id()")


if __name__ == "__main__":
    _post()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:]), default=str))
