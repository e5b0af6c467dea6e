"""The way in: to the workspace, or to the choice between several."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from suppilo.team.queries import workspaces_of


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Straight to the only workspace; a list when there are several, an explanation when there is none."""
    found = workspaces_of(request.user)
    if len(found) == 1:
        return redirect("studio_home", workspace=found[0].slug)
    return render(request, "studio/start.html", {"workspaces": found})
