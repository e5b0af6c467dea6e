"""Addresses that are not written to: looked up, barred by hand, and allowed again where that is ours to decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from suppilo.messages import queries
from suppilo.messages.operations import OnlyThePerson
from suppilo.people.queries import BadIdentifier, person_for
from suppilo.publishing.queries import running
from suppilo.studio import operations
from suppilo.studio.queries import barred as known
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST_SEARCH = 320
LONGEST_NOTE = 300
#: Longer lists are for the command line, which says how far it is.
MOST_LINES = 5_000


def _names(request: StaffRequest) -> Names:
    current = running(request.workspace.pk)
    return Names(current.bundle if current else None, get_language() or "en")


def _given(request: StaffRequest, name: str, longest: int) -> str:
    return request.POST.get(name, "")[:longest].replace("\0", "").strip()


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def barred(request: StaffRequest) -> HttpResponse:
    """All of them, newest first, by reason; or what there is about one address."""
    return render(request, "studio/barred.html", _shown(request))


def _shown(request: StaffRequest, **more: Any) -> dict[str, Any]:
    names, search = _names(request), request.GET.get("q", "")[:LONGEST_SEARCH].replace("\0", "").strip()
    reason = request.GET.get("reason", "")[:16]
    page = queries.suppression_page(request.workspace.pk, reason=reason, before=request.GET.get("before", "")[:60])
    context = {
        "rows": known.lines(request.workspace, page.cards, names),
        "older": page.older,
        "search": search,
        "reason": reason,
        "reasons": [(code, queries.reason_words(f"suppressed_{code}")) for code in queries.SUPPRESSION_REASONS],
        "most": MOST_LINES,
    }
    if search:
        try:
            found, whose = known.look_up(request.workspace, search, names)
            context |= {"is_asked": True, "rows": [found] if found else [], "whose": whose, "older": ""}
        except BadIdentifier as error:
            context["trouble"] = str(error)
    return context | more


@staff_view(right=Right.MESSAGES_SEND)
@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Bar a pasted list; the lines that hold no address are shown again, each with why."""
    lines, note = request.POST.get("addresses", "").splitlines(), _given(request, "note", LONGEST_NOTE)
    more: dict[str, Any] = {"note": note, "left": "\n".join(lines[:MOST_LINES])}
    if not note:
        more["add_trouble"] = _("Say why, so that others understand it later.")
    elif len(lines) > MOST_LINES:
        more["add_trouble"] = _("These are too many lines for this page. On the server: suppilo suppression add FILE")
    else:
        read = queries.read_addresses(lines, request.workspace.country)
        done = operations.bar_addresses(
            workspace=request.workspace, user=request.user, addresses=read.addresses, note=note
        )
        more |= {"done": done, "read": read, "left": "\n".join(one.text for one in read.rejected)}
    return render(request, "studio/barred.html", _shown(request, **more))


@staff_view(right=Right.MESSAGES_SEND)
@require_POST
def bar(request: StaffRequest, person: int) -> HttpResponse:
    """Bar one address of a person, from their page."""
    card = person_for(request.user, request.workspace, person)
    address = known.address_of(card.id, _given(request, "address", LONGEST_SEARCH))
    note = _given(request, "note", LONGEST_NOTE)
    if address is None:
        notes.error(request, _("This person has no such address any more."))
    elif not note:
        notes.error(request, _("Say why, so that others understand it later."))
    else:
        operations.bar_addresses(
            workspace=request.workspace, user=request.user, addresses=[address], note=note, person=card.id
        )
        notes.success(request, _("Nothing is written to this address any more."))
    return redirect("studio_person", workspace=request.workspace.slug, person=card.id)


@staff_view(right=Right.MESSAGES_SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def allow(request: StaffRequest, number: int) -> HttpResponse:
    """What bars an address, and allowing it again after it was understood what that means."""
    card = queries.suppression(request.workspace.pk, number)
    if card is None:
        raise Http404
    line = known.lines(request.workspace, [card], _names(request))[0]
    if request.method == "POST" and request.POST.get("sure"):
        try:
            operations.allow_address(
                workspace=request.workspace, user=request.user, number=number, person=card.person_id
            )
        except OnlyThePerson:
            notes.error(request, line.lifted)
            return redirect("studio_barred_one", workspace=request.workspace.slug, number=number)
        notes.success(request, _("This address may be written to again."))
        if line.who:
            return redirect("studio_person", workspace=request.workspace.slug, person=card.person_id)
        return redirect("studio_barred", workspace=request.workspace.slug)
    return render(request, "studio/barred_one.html", {"line": line})
