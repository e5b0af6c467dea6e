"""A member of staff decides who is who."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import Http404

from suppilo.foundation.writing import writing
from suppilo.people.errors import AlreadyOne
from suppilo.people.operations.merging import merge
from suppilo.people.operations.unmerging import unmerge
from suppilo.people.queries.describing import describe
from suppilo.team import operations as team
from suppilo.team import queries as rights
from suppilo.team.ports import Right, User, Workspace


def merge_as(actor: rights.Actor, workspace: Workspace, *, keep: int, absorb: int, now: datetime) -> int:
    """`merge` by a member, with a line in the record of who did what; answers who was kept.

    Raises PermissionDenied without the right, Http404 for a person that is not of this workspace, AlreadyOne.
    """
    rights.require(actor, workspace, Right.PEOPLE_MERGE)
    user = cast(User, actor)
    if len(describe(workspace.pk, {keep, absorb})) < len({keep, absorb}):
        raise Http404
    with writing():
        kept = merge(workspace.pk, keep=keep, absorb=absorb, reason="staff", at=now, now=now, user_id=user.pk)
        if kept is None:
            raise AlreadyOne
        details = {"kept": kept, "absorbed": absorb}
        team.audit(workspace=workspace, user=user, action="people.merge", subject=f"person:{kept}", details=details)
    return kept


def unmerge_as(actor: rights.Actor, workspace: Workspace, *, absorbed: int, now: datetime) -> int:
    """`unmerge` by a member, with a line in the record; answers whom it had become.

    Raises PermissionDenied without the right, Http404 for a person of another workspace, NotMerged, LaterMerge.
    """
    rights.require(actor, workspace, Right.PEOPLE_MERGE)
    user = cast(User, actor)
    if absorbed not in describe(workspace.pk, [absorbed]):
        raise Http404
    with writing():
        kept = unmerge(workspace.pk, absorbed=absorbed, at=now, now=now, user_id=user.pk)
        details = {"kept": kept, "absorbed": absorbed}
        team.audit(
            workspace=workspace, user=user, action="people.unmerge", subject=f"person:{absorbed}", details=details
        )
    return kept
