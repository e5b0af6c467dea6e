"""Home: the funnels with their key numbers, and what needs attention."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.FUNNEL_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    """The first page of a workspace."""
    return render(request, "studio/home.html", {})
