"""The definition: its files, a change from check to plan to running, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.definition.model import Bundle
from suppilo.definition.reading import DefinitionRefused, read_bundle
from suppilo.publishing import operations as publishing
from suppilo.publishing import queries
from suppilo.publishing.errors import NoSuchVersion, OutdatedDefinition, UnknownChoice
from suppilo.studio.queries import choices, plans, sources
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST_NOTE = 500


def _names(bundle: Bundle | None) -> Names:
    return Names(bundle, get_language() or "en")


@staff_view(right=Right.DEFINITION_VIEW)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """What runs, file by file, and the versions before it."""
    workspace_id = request.workspace.pk
    texts = sources.running_sources(workspace_id)
    reading = read_bundle(texts) if texts else None
    context = {
        "running": queries.running(workspace_id),
        "files": sources.files(texts, reading.problems if reading else ()),
        "warnings": sources.placed(reading.warnings, texts) if reading else [],
        "versions": queries.versions(workspace_id),
        "moving": queries.still_moving(workspace_id),
    }
    return render(request, "studio/definition.html", context)


@staff_view(right=Right.DEFINITION_APPLY)
def edit(request: StaffRequest) -> HttpResponse:
    """Edit or upload; posting checks and, where the definition holds together, plans. Nothing is kept or changed."""
    current = queries.running(request.workspace.pk)
    if request.method != "POST":
        texts = sources.running_sources(request.workspace.pk)
        context: dict[str, Any] = {"made_from": current.number if current else "", "files": sources.files(texts)}
        return render(request, "studio/definition_edit.html", context)
    return render(request, "studio/definition_edit.html", _checked(request, _draft(request)))


def _draft(request: StaffRequest) -> dict[str, str | bytes]:
    return sources.draft(request.POST.dict(), request.FILES.getlist("uploads"))


def _checked(request: StaffRequest, draft: dict[str, str | bytes]) -> dict[str, Any]:
    """The draft as read, its problems, and the plan if it has no errors."""
    reading = read_bundle(draft)
    texts = sources.readable(draft)
    plan = publishing.plan(request.workspace.pk, reading) if reading.bundle else None
    made_from = _made_from(request)
    return {
        "made_from": made_from or "",
        "note": request.POST.get("note", "")[:LONGEST_NOTE],
        "files": sources.files(texts, reading.problems),
        "checked": True,
        "errors": sources.placed(reading.errors, texts),
        "warnings": sources.placed(reading.warnings, texts),
        "plan": plans.view_of(plan, _names(reading.bundle), _people(request)) if plan else None,
        "outdated": plan is not None and plan.made_from != made_from,
    }


def _people(request: StaffRequest) -> dict[str, str]:
    return choices.answers(request.POST.dict())


def _made_from(request: StaffRequest) -> int | None:
    given = request.POST.get("made_from", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


@staff_view(right=Right.DEFINITION_APPLY)
@require_POST
def apply(request: StaffRequest) -> HttpResponse:
    """Run the draft, if it has no errors and was made from what runs; else show what is in the way."""
    draft = _draft(request)
    reading = read_bundle(draft)
    try:
        applied = publishing.apply(
            request.workspace.pk,
            reading,
            user_id=request.user.pk,
            made_from=_made_from(request),
            note=request.POST.get("note", "")[:LONGEST_NOTE],
            people=_people(request),
        )
    except (DefinitionRefused, OutdatedDefinition, UnknownChoice):
        return render(request, "studio/definition_edit.html", _checked(request, draft), status=409)
    messages.success(request, _("Version %(number)d runs now.") % {"number": applied.number})
    return redirect("studio_definition", workspace=request.workspace.slug)


@staff_view(right=Right.DEFINITION_APPLY)
def rollback(request: StaffRequest, number: int) -> HttpResponse:
    """Show what going back to a former version would change; posting does it."""
    workspace = request.workspace
    try:
        plan = publishing.plan_rollback(workspace.pk, number)
    except NoSuchVersion as error:
        raise Http404 from error
    status = 200
    if request.method == "POST":
        try:
            applied = publishing.rollback(
                workspace.pk,
                number,
                user_id=request.user.pk,
                made_from=_made_from(request),
                people=_people(request),
            )
        except (OutdatedDefinition, UnknownChoice):
            status = 409
        else:
            words = _("Version %(made)d runs now, with the content of version %(number)d.")
            messages.success(request, words % {"made": applied.number, "number": number})
            return redirect("studio_definition", workspace=workspace.slug)
    former = next((card for card in queries.versions(workspace.pk, limit=10_000) if card.number == number), None)
    names = _names(queries.bundle_of(former.id) if former else None)
    view = plans.view_of(plan, names, _people(request))
    context = {"number": number, "plan": view, "former": former, "outdated": status == 409}
    return render(request, "studio/definition_rollback.html", context, status=status)
