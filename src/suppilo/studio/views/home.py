"""Home: the funnels with their key numbers, and what needs attention."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from suppilo.foundation import clock
from suppilo.publishing.queries import running
from suppilo.studio.queries import attention, funnels
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """The first page of a workspace."""
    current = running(request.workspace.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    context = {
        "running": current,
        "funnels": funnels.glances(request.workspace.pk, current.bundle, names) if current else [],
        "attention": attention.attention(request.workspace, request.rights, now=clock.now()),
    }
    return render(request, "studio/home.html", context)
