"""Who cannot go on in a journey because a step fails, and letting them try again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST, require_safe

from suppilo.journeys import queries as journeys
from suppilo.people import queries as people
from suppilo.publishing.queries import running
from suppilo.studio import operations
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.PEOPLE_VIEW)
@require_safe
def stuck(request: StaffRequest) -> HttpResponse:
    """Each with the step that fails and what the program says."""
    current = running(request.workspace.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    cards = journeys.stuck(request.workspace.pk)
    who = people.describe(request.workspace.pk, {card.person_id for card in cards})
    rows = [
        (card, who[card.person_id].label if card.person_id in who else "–", names.journey(card.journey))
        for card in cards
    ]
    return render(request, "studio/stuck.html", {"rows": rows})


@staff_view(right=Right.DEFINITION_APPLY)
@require_POST
def again(request: StaffRequest) -> HttpResponse:
    """Let all of them take their step again."""
    many = operations.try_journeys_again(workspace=request.workspace, user=request.user)
    words = ngettext("%(count)d person tries again.", "%(count)d people try again.", many)
    messages.success(request, words % {"count": many})
    return redirect("studio_stuck", workspace=request.workspace.slug)
