"""Who works here: invite, give another role, take out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suppilo.studio.words import roles
from suppilo.team import operations, queries
from suppilo.team.ports import Right, Role, StaffRequest, User, staff_view

LONGEST_ADDRESS = 254
#: The role that an invitation offers first: the one that may do least.
OFFERED = Role.ANALYST


@staff_view(right=Right.MEMBERS_MANAGE)
def members(request: StaffRequest) -> HttpResponse:
    """The list; posting invites somebody and shows, once, the link by which they choose a password."""
    if request.method != "POST":
        return _shown(request)
    email = request.POST.get("email", "")[:LONGEST_ADDRESS]
    role = request.POST.get("role", "")[:16]
    try:
        invited = operations.invite(workspace=request.workspace, email=email, role=role, by=request.user)
    except operations.TeamRefused as error:
        return _shown(request, status=422, trouble=str(error), email=email, role=role)
    link = request.build_absolute_uri(invited.path) if invited.path else ""
    return _shown(request, invited=invited.user, link=link)


def _shown(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {"members": queries.members_of(request.workspace), "roles": Role.choices, "said": roles.said(), **more}
    if context.get("role") not in Role.values:
        context["role"] = OFFERED
    return render(request, "studio/members.html", context, status=status)


@staff_view(right=Right.MEMBERS_MANAGE)
@require_POST
def role(request: StaffRequest, user: int) -> HttpResponse:
    """Give a member another role."""
    chosen = request.POST.get("role", "")[:16]
    try:
        operations.change_role(workspace=request.workspace, user_id=user, role=chosen, by=request.user)
    except User.DoesNotExist as error:
        raise Http404 from error
    except operations.TeamRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The role is changed."))
    return _back(request)


@staff_view(right=Right.MEMBERS_MANAGE)
def remove(request: StaffRequest, user: int) -> HttpResponse:
    """Ask, and on posting take the member out."""
    if request.method != "POST":
        found = next((one for one in queries.members_of(request.workspace) if one.user_id == user), None)
        if found is None:
            raise Http404
        return render(request, "studio/member_remove.html", {"member": found})
    try:
        with suppress(User.DoesNotExist):  # posted twice
            operations.remove_member(workspace=request.workspace, user_id=user, by=request.user)
    except operations.TeamRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("They are no longer a member."))
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    """To the list, or home for somebody who has just given up the right to see it."""
    left = Right.MEMBERS_MANAGE in queries.rights_in(request.user, request.workspace)
    return redirect("studio_members", workspace=request.workspace.slug) if left else redirect("studio_start")
