"""The guard of every staff view: signed in, at work in this workspace, and with the right that the view names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from suppilo.team.models import User, Workspace
from suppilo.team.queries import rights_in, workspace_for
from suppilo.team.rights import Right


class StaffRequest(HttpRequest):
    """A request of somebody who works in `workspace` and has `rights` there."""

    user: User
    workspace: Workspace
    rights: frozenset[Right]


class _Guarded(Protocol):
    staff_right: str

    def __call__(self, request: HttpRequest, workspace: str, **kwargs: Any) -> HttpResponseBase: ...


def staff_view(*, right: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a view whose address has `<slug:workspace>`; the view gets `(request: StaffRequest, **rest)`.

    Somebody not signed in goes to the sign-in page; another's workspace is 404, a missing right 403. A test walks
    every address under /studio/ and fails when its view lacks this guard.
    """
    needed = Right(right)

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, workspace: str, **kwargs: Any) -> HttpResponseBase:
            staff = cast(StaffRequest, request)
            staff.workspace = workspace_for(staff.user, workspace, needed)
            staff.rights = rights_in(staff.user, staff.workspace)
            return view(staff, **kwargs)

        cast(_Guarded, guarded).staff_right = needed.value
        return cast(Callable[..., HttpResponseBase], guarded)

    return guard
