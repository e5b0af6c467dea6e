"""Keys of the business's own servers: make one, revoke one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suppilo.team import operations, queries
from suppilo.team.ports import ENROL, Right, ServerKey, StaffRequest, staff_view


@staff_view(right=Right.MEMBERS_MANAGE)
def keys(request: StaffRequest) -> HttpResponse:
    """The list; posting makes a key and shows it, once."""
    if request.method != "POST":
        return _shown(request)
    name = request.POST.get("name", "")[:200]
    try:
        made, text = operations.make_server_key(workspace=request.workspace, name=name, scope=ENROL, by=request.user)
    except operations.TeamRefused as error:
        return _shown(request, status=422, trouble=str(error), name=name)
    return _shown(request, made=made, text=text)


def _shown(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {"keys": queries.server_keys_of(request.workspace), **more}
    return render(request, "studio/keys.html", context, status=status)


@staff_view(right=Right.MEMBERS_MANAGE)
@require_POST
def revoke(request: StaffRequest, number: int) -> HttpResponse:
    """The key opens nothing any more."""
    try:
        operations.revoke_server_key(workspace=request.workspace, number=number, by=request.user)
    except ServerKey.DoesNotExist:
        messages.error(request, _("There is no such key."))
    else:
        messages.success(request, _("The key opens nothing any more."))
    return redirect("studio_keys", workspace=request.workspace.slug)
