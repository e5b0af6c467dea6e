"""A copy of what is held of a person, and their erasure: look first, then decide."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suppilo.foundation import clock
from suppilo.people.operations import erase_as, export_as
from suppilo.people.queries import PersonCard, person_for
from suppilo.studio.queries.leaving import story_of_erasure
from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.PEOPLE_EXPORT)
@require_POST
def export(request: StaffRequest, person: int) -> HttpResponse:
    """Everything that is held of them, as a JSON file."""
    found = export_as(request.user, request.workspace, person, now=clock.now())
    answer = HttpResponse(json.dumps(found, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="person-{found["person"]}.json"'
    return answer


@staff_view(right=Right.PEOPLE_ERASE)
def erase(request: StaffRequest, person: int) -> HttpResponse:
    """See what would go and what would stay, type the number, and do it."""
    card = person_for(request.user, request.workspace, person)
    if card.id != person:
        return redirect("studio_erase", workspace=request.workspace.slug, person=card.id)
    if request.method != "POST":
        return _page(request, card)
    if request.POST.get("number", "").strip() != str(card.id):
        trouble = _("Nothing was erased: type the number {number} to confirm.").format(number=card.id)
        return _page(request, card, trouble, status=422)
    erase_as(request.user, request.workspace, card.id, now=clock.now())
    messages.success(request, _("The person is erased."))
    return redirect("studio_people", workspace=request.workspace.slug)


def _page(request: StaffRequest, card: PersonCard, trouble: str = "", status: int = 200) -> HttpResponse:
    if card.id <= 0:
        raise Http404
    lines = story_of_erasure(request.workspace.pk, card.id, now=clock.now())
    return render(request, "studio/erase.html", {"card": card, "lines": lines, "trouble": trouble}, status=status)
