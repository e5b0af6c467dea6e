"""Why did, or did not, this person get this?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from suppilo.foundation import clock
from suppilo.people.queries import person_for, without_contact
from suppilo.publishing.queries import running
from suppilo.studio.queries import why as reasons
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def why(request: StaffRequest, person: int) -> HttpResponse:
    """For one person and one message, everything that happened or did not, in words."""
    card = person_for(request.user, request.workspace, person)
    current = running(request.workspace.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    chosen = request.GET.get("message", "")[:63]
    choices = reasons.choices(request.workspace.pk, card.id, names)
    if chosen not in {key for key, _ in choices}:
        chosen = choices[0][0] if choices else ""
    context = {
        "card": card if Right.PEOPLE_CONTACT_VIEW in request.rights else without_contact(card),
        "chosen": chosen,
        "choices": choices,
        "name": dict(choices).get(chosen, ""),
        "answer": reasons.answer(request.workspace, card.id, chosen, names, now=clock.now()) if chosen else None,
    }
    return render(request, "studio/why.html", context)
