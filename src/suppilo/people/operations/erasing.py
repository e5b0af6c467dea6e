"""A person erased: the one permitted rewrite."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.http import Http404

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.people.leaving import Whose, new_nobody, unlinkers
from suppilo.people.models import Erasure, Person
from suppilo.people.queries.describing import describe
from suppilo.people.queries.leaving import all_erasers, person_export, preview_erasure, whose
from suppilo.team import operations as team
from suppilo.team import queries as rights
from suppilo.team.ports import Right, User, Workspace

#: So many rows of one room are unlinked in one transaction.
BATCH = 200


def erase_person(
    workspace_id: int, person_id: int, *, now: datetime, user_id: int | None = None
) -> Mapping[str, Mapping[str, int]]:
    """Erase a person, and every entry that became part of them; answers how much of what each room held.

    What only counts stays, under a random number that nothing links with the person's. In four steps, each of which
    may be killed: in one transaction all by which the person is known, shown or reached; in batches what there are
    thousands of, and the facts; then the numbers themselves.
    Called again, or found by the worker, it goes on where it was. An erasure that is done is answered as it was done.
    Raises Person.DoesNotExist for a number that is nobody's in this workspace.
    """
    begun = _begun(workspace_id, person_id)
    row = begun or _begin(workspace_id, person_id, now, user_id)
    if row.done_at is None:
        _go_on(row, now, resumed=begun is not None)
    found: Mapping[str, Mapping[str, int]] = row.removed
    return found


def erase_as(actor: rights.Actor, workspace: Workspace, person_id: int, *, now: datetime) -> None:
    """`erase_person` by a member. Raises PermissionDenied without the right, Http404 for somebody not here."""
    rights.require(actor, workspace, Right.PEOPLE_ERASE)
    try:
        erase_person(workspace.pk, person_id, now=now, user_id=cast(User, actor).pk)
    except Person.DoesNotExist:
        raise Http404 from None


def export_as(actor: rights.Actor, workspace: Workspace, person_id: int, *, now: datetime) -> dict[str, Any]:
    """`queries.person_export` by a member, with a line in the record.

    Raises PermissionDenied without the right, Http404 for somebody not here.
    """
    rights.require(actor, workspace, Right.PEOPLE_EXPORT)
    if person_id <= 0 or person_id not in describe(workspace.pk, [person_id]):
        raise Http404
    found = person_export(workspace.pk, person_id, now=now)
    subject = f"person:{found['person']}"
    team.audit(workspace=workspace, user=cast(User, actor), action="people.export", subject=subject)
    return found


def finish_erasures(now: datetime) -> int:
    """A worker's turn: go on with an erasure whose process was killed; answers how many were finished."""
    row = Erasure.objects.filter(done_at=None).order_by("pk").first()
    if row is None:
        return 0
    _go_on(row, now, resumed=True)
    return 1


def _begun(workspace_id: int, person_id: int) -> Erasure | None:
    return Erasure.objects.filter(workspace_id=workspace_id, person_id=person_id).first()


def _begin(workspace_id: int, person_id: int, now: datetime, user_id: int | None) -> Erasure:
    holdings = preview_erasure(workspace_id, person_id, now=now).holdings  # counting takes long, and holds nobody up
    with writing():
        person = _lock(workspace_id, person_id)
        who = whose(workspace_id, person.pk, now)
        nobody = Person.objects.create(
            pk=new_nobody(), workspace_id=workspace_id, origin=person.origin, created_at=person.created_at
        )
        row = Erasure.objects.create(
            workspace_id=workspace_id,
            person_id=person.pk,
            numbers=list(who.numbers),
            nobody=nobody.pk,
            salt=secrets.token_hex(32),
            user_id=user_id,
            removed={room: {one.code: one.count for one in some} for room, some in holdings.items()},
            begun_at=now,
        )
        _erase(who, nobody.pk)
    return row


def _lock(workspace_id: int, person_id: int) -> Person:
    person = Person.objects.select_for_update(of=("self",)).get(workspace_id=workspace_id, pk=person_id, pk__gt=0)
    return person if person.merged_into_id is None else _lock(workspace_id, person.merged_into_id)


def _erase(who: Whose, nobody: int) -> None:
    """Rooms above go first: what they say of it (a journey that ends) is still the person's."""
    for eraser in reversed(all_erasers().values()):
        eraser.erase(who, nobody)


def _unlink(who: Whose, nobody: int) -> None:
    for unlink in unlinkers().values():
        more = True
        while more:
            with writing():
                more = unlink(who, nobody, limit=BATCH) > 0


def _go_on(row: Erasure, now: datetime, *, resumed: bool) -> None:
    assert row.nobody is not None
    numbers = tuple(row.numbers)
    who = Whose(workspace_id=row.workspace_id, person_id=row.person_id, numbers=numbers, contacts=(), now=now)
    _unlink(who, row.nobody)
    farewell = events.Farewell(row.workspace_id, numbers, row.nobody, row.salt)
    events.erase_facts(farewell)
    if farewell.is_cleared or resumed:
        events.forget_texts(row.workspace_id)
    with writing():
        if Erasure.objects.select_for_update().get(pk=row.pk).done_at is not None:
            return
        _erase(who, row.nobody)
        for unlink in unlinkers().values():  # what came meanwhile
            unlink(who, row.nobody, limit=BATCH)
        events.erase_merges(farewell)
        Person.objects.filter(pk__in=numbers).update(merged_into=None)
        Person.objects.filter(pk__in=numbers).delete()
        row.numbers, row.nobody, row.salt, row.done_at = [], None, "", now
        row.save()
        _note(row)


def _note(row: Erasure) -> None:
    """Who did it and when; of the person only the number, which stands for nobody now."""
    team.audit(
        workspace=Workspace.objects.get(pk=row.workspace_id),
        user=User.objects.filter(pk=row.user_id).first() if row.user_id else None,
        action="people.erase",
        subject=f"person:{row.person_id}",
    )
