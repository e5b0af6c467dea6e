"""A journey's page: who stands where, pausing and resuming, and letting people start it by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock, ids
from suppilo.journeys import queries as known
from suppilo.journeys.operations import NoSuchJourney
from suppilo.publishing.queries import RunningVersion, running
from suppilo.studio import operations
from suppilo.studio.queries import asked, journeys
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST = 2_000


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def journeys_list(request: StaffRequest) -> HttpResponse:
    """Every journey, and how many are inside."""
    current = running(request.workspace.pk)
    lines = journeys.lines(request.workspace.pk, current.bundle, _names(current)) if current else []
    return render(request, "studio/journeys.html", {"lines": lines})


@staff_view(right=Right.FUNNEL_VIEW)
def journey(request: StaffRequest, journey: str) -> HttpResponse:
    """The page; posting a choice of people counts how many would start. Nothing is changed here."""
    current = _current(request, journey)
    names = _names(current)
    card = known.standing(request.workspace.pk, journey, current.version_id)
    rule = journeys.journeys_in(current.bundle)[journey]
    context: dict[str, Any] = {
        "journey": journey,
        "name": names.journey(journey),
        "card": card,
        "steps": journeys.steps(rule, card, names),
        "any_stuck": any(one.stuck for one in card.steps.values()),
        "any_held": any(one.held for one in card.steps.values()),
        "endings": journeys.endings(card),
        "stops_on_reply": rule.stop_on_reply,
        "experiments": journeys.experiments_in(request.workspace.pk, current.bundle, rule, names),
        "segments": [(key, names.segment(key)) for key in current.bundle.segments],
        "asked": asked.lines(request.workspace.pk, journey),
        **_choice(request),
    }
    if request.method == "POST" and Right.JOURNEYS_RUN in request.rights:
        chosen = known.Chosen(people=context["people"], segment=context["segment"])
        context["forecast"] = known.forecast(request.workspace.pk, journey, chosen, now=clock.now())
        context["key"] = ids.new_id()
    return render(request, "studio/journey.html", context)


@staff_view(right=Right.JOURNEYS_RUN)
@require_POST
def enrol(request: StaffRequest, journey: str) -> HttpResponse:
    """Let the people who were counted start."""
    choice, key = _choice(request), request.POST.get("key", "")[:40]
    chosen = known.Chosen(people=choice["people"], segment=choice["segment"])
    try:
        many = operations.enrol(
            workspace=request.workspace, user=request.user, journey=journey, chosen=chosen, key=key or ids.new_id()
        )
    except (operations.CannotEnrol, NoSuchJourney) as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(count)d person starts now.", "%(count)d people start now.", many)
        messages.success(request, words % {"count": many})
    return _back(request, journey)


@staff_view(right=Right.JOURNEYS_RUN)
@require_POST
def pause(request: StaffRequest, journey: str) -> HttpResponse:
    """Let the journey stand still, or with `resume` go on."""
    goes_on = "resume" in request.POST
    try:
        operations.pause_journey(workspace=request.workspace, user=request.user, journey=journey, goes_on=goes_on)
    except NoSuchJourney as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The journey goes on.") if goes_on else _("The journey is paused."))
    return _back(request, journey)


def _back(request: StaffRequest, journey: str) -> HttpResponse:
    return redirect("studio_journey", workspace=request.workspace.slug, journey=journey)


def _current(request: StaffRequest, journey: str) -> RunningVersion:
    current = running(request.workspace.pk)
    if current is None or journey not in journeys.journeys_in(current.bundle):
        raise Http404
    return current


def _names(current: RunningVersion | None) -> Names:
    return Names(current.bundle if current else None, get_language() or "en")


def _choice(request: StaffRequest) -> dict[str, Any]:
    """Whom the form names: numbers of people, or a segment that there is."""
    current = running(request.workspace.pk)
    segment = request.POST.get("segment", "")
    written = request.POST.get("people", "")[:LONGEST].replace(",", " ").split()
    people = [int(one) for one in written if one.isascii() and one.isdigit() and len(one) < 18]
    is_known = current is not None and segment in current.bundle.segments
    return {"segment": segment if is_known else "", "people": [] if is_known else people}
