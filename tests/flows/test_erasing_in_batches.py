"""The erasure of somebody with a long history: short transactions, and at no point are they shown or reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from suppilo.foundation import clock, ids, work
from suppilo.messages.models import DevMail, Outgoing
from suppilo.people.models import Erasure
from suppilo.people.operations import erase_person, erasing, finish_erasures
from suppilo.people.queries import find, people_for
from suppilo.team.models import Workspace
from tests.flows import leaving
from tests.flows.every_column import KEPT, traces
from tests.flows.leaving import EMAIL, OTHER_EMAIL, PHONE, Leaving
from tests.flows.test_erasure import LATER, life

__all__ = ["life"]
pytestmark = pytest.mark.django_db(transaction=True)
MANY = 60


class Killed(BaseException):
    """The process is gone, and with it the transaction it was in."""


@contextmanager
def dying_at(statement: int) -> Iterator[None]:
    left = statement

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def write_often(life: Leaving) -> None:
    """The person was sent many messages, each with something personal in it."""
    former = Outgoing.objects.filter(person_id=life.person, status="sent")[0]
    rows = []
    for number in range(MANY):
        row = Outgoing(**{field.attname: getattr(former, field.attname) for field in Outgoing._meta.concrete_fields})
        row.pk, row.unique_key, row.reference = None, f"many-{number}", ids.new_id()
        row.context = {"wish": leaving.WISH}
        rows.append(row)
    Outgoing.objects.bulk_create(rows)


def numbered(life: Leaving) -> int:
    return Outgoing.objects.filter(person_id__in=(life.person, life.absorbed)).count()


def test_killed_at_any_point_the_person_is_neither_shown_nor_reached_and_nothing_is_done_twice(
    life: Leaving, monkeypatch: pytest.MonkeyPatch, admin_user: Any
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 15)
    write_often(life)
    workspace = Workspace.objects.get(pk=life.world.workspace_id)
    left, seen, mails = numbered(life), set[int](), DevMail.objects.count()
    at = 20
    for _ in range(60):
        try:
            with clock.at(LATER), dying_at(at):
                if Erasure.objects.filter(workspace_id=workspace.pk).exists():
                    finish_erasures(LATER)
                else:
                    erase_person(workspace.pk, life.person, now=LATER)
                break
        except Killed:
            pass
        if not Erasure.objects.filter(workspace_id=workspace.pk).exists():
            assert numbered(life) == left, "all of it, or nothing"
            at += 15
            continue
        at = at + 6 if seen else 9
        assert numbered(life) <= left
        left = numbered(life)
        seen.add(left)
        assert [card.id for card in people_for(admin_user, workspace).people] == [life.staying]
        assert [find(workspace.pk, "email", one) for one in (EMAIL, OTHER_EMAIL)] == [None, None]
        assert find(workspace.pk, "phone", PHONE) is None
        with clock.at(LATER):
            work.run_due(LATER, only=("journey_steps", "outbox"))
        assert {mail.recipient for mail in DevMail.objects.all()} <= {"stays@example.com"}
        assert DevMail.objects.count() <= mails + 1
    assert Erasure.objects.get().done_at is not None
    assert len(seen) >= 3, "batches stand, each by itself"
    assert numbered(life) == 0 and traces() == KEPT
    assert Outgoing.objects.filter(person_id__lt=0, unique_key__startswith="erased:").count() >= MANY


def test_no_transaction_unlinks_more_than_a_batch(life: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "BATCH", 15)
    write_often(life)
    changed: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if sql.startswith('UPDATE "suppilo_messages_outgoing"'):
            changed.append(context["cursor"].rowcount)
        return answer

    with clock.at(LATER), connection.execute_wrapper(count):
        erase_person(life.world.workspace_id, life.person, now=LATER)
    assert sum(changed) >= MANY and max(changed) <= 15
    assert traces() == KEPT
