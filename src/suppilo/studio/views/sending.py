"""How sending goes: what waits and why, lanes stopped and let go on, test mode, and what the law asks."""

from __future__ import annotations

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.messages import operations, queries
from suppilo.messages.ports import is_deaf
from suppilo.studio import operations as operations_of
from suppilo.studio.words import rules as words
from suppilo.team import operations as team
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST_LIST = 10_000


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def sending(request: StaffRequest) -> HttpResponse:
    """What waits in every lane and why, whether a worker runs, and test mode."""
    now = clock.now()
    context = {
        "lanes": queries.lane_cards(request.workspace.pk, now=now),
        "workers": queries.workers(now),
        "test": queries.test_list(request.workspace.pk),
        "is_deaf": is_deaf("email"),
        "strange": queries.strange_words(request.workspace.pk),
    }
    return render(request, "studio/sending.html", context)


@staff_view(right=Right.MESSAGES_SEND)
@require_POST
def lane(request: StaffRequest) -> HttpResponse:
    """Stop a lane, or let it go on."""
    channel, number = request.POST.get("channel", "")[:8], request.POST.get("lane", "")
    if number in {str(card.lane) for card in queries.lane_cards(request.workspace.pk, now=clock.now())} and channel:
        goes = request.POST.get("do") == "resume"
        operations_of.set_lane(
            workspace=request.workspace, user=request.user, channel=channel, lane=int(number), goes=goes
        )
        notes.success(request, _("The lane goes on.") if goes else _("The lane stands still."))
    return redirect("studio_sending", workspace=request.workspace.slug)


@staff_view(right=Right.MESSAGES_SEND)
@require_POST
def test_mode(request: StaffRequest) -> HttpResponse:
    """Turn test mode on or off and keep its list."""
    addresses = request.POST.get("addresses", "")[:LONGEST_LIST].split()
    is_on = bool(request.POST.get("is_on"))
    with writing():
        operations.set_test_mode(request.workspace.pk, is_on=is_on, addresses=addresses)
        details = {"is_on": is_on, "count": len(addresses)}
        team.audit(workspace=request.workspace, user=request.user, action="sending.test", details=details)
    notes.success(request, _("Test mode is on.") if is_on else _("Test mode is off: everybody is written to."))
    return redirect("studio_sending", workspace=request.workspace.slug)


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def rules(request: StaffRequest) -> HttpResponse:
    """The rules of each country, with their sources."""
    return render(request, "studio/rules.html", {"packs": words.told(), "country": request.workspace.country})
