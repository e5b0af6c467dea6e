"""Two entries that are one person, and one that is two: look first, then decide."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suppilo.foundation import clock
from suppilo.people.operations import AlreadyOne, CannotUnmerge, merge_as, unmerge_as
from suppilo.people.queries import PersonCard, people_for, person_for, suggested_direction
from suppilo.studio.queries import merging
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST_SEARCH = 200


@staff_view(right=Right.PEOPLE_MERGE)
def merge(request: StaffRequest, person: int) -> HttpResponse:
    """Find the other entry, see what merging would do, and do it."""
    card = person_for(request.user, request.workspace, person)
    other = _number(request, "with")
    if card.id != person:
        return _to(request, card.id)
    if request.method == "POST" and other:
        return _merge(request, person, other)
    if other:
        return _preview(request, card, other)
    search = request.GET.get("q", card.name)[:LONGEST_SEARCH].replace("\0", "")
    found = people_for(request.user, request.workspace, search=search, size=20).people if search.strip() else ()
    others = [one for one in found if one.id != person]
    return render(request, "studio/merge_find.html", {"card": card, "search": search, "others": others})


def _preview(request: StaffRequest, card: PersonCard, number: int) -> HttpResponse:
    other = person_for(request.user, request.workspace, number)
    if other.id == card.id:
        messages.info(request, _("These two are the same person already."))
        return _to(request, card.id)
    keep, absorb = suggested_direction(request.workspace.pk, card.id, other.id)
    if _number(request, "keep") == absorb:
        keep, absorb = absorb, keep
    story = merging.story_of_merge(
        request.workspace.pk, keep=keep, absorb=absorb, now=clock.now(), sees_contact=_sees_contact(request)
    )
    return render(request, "studio/merge.html", {"card": card, "other": other, "story": story})


def _merge(request: StaffRequest, person: int, other: int) -> HttpResponse:
    keep = _number(request, "keep")
    if keep not in (person, other):
        raise Http404
    absorb = other if keep == person else person
    try:
        kept = merge_as(request.user, request.workspace, keep=keep, absorb=absorb, now=clock.now())
    except AlreadyOne as error:
        messages.info(request, str(error))
        return _to(request, person)
    messages.success(request, _("They are one person now. You can take it back on this page."))
    return _to(request, kept)


@staff_view(right=Right.PEOPLE_MERGE)
def unmerge(request: StaffRequest, person: int) -> HttpResponse:
    """See what taking a merge back would do, and do it. `person` is whoever was absorbed."""
    workspace = request.workspace
    whole = person_for(request.user, workspace, person)
    try:
        if request.method == "POST":
            kept = unmerge_as(request.user, workspace, absorbed=person, now=clock.now())
            messages.success(request, _("They are two people again."))
            return _to(request, kept)
        story = merging.story_of_unmerge(
            workspace.pk, absorbed=person, now=clock.now(), sees_contact=_sees_contact(request)
        )
    except CannotUnmerge as error:
        status = 409 if request.method == "POST" else 200
        return render(request, "studio/unmerge.html", {"card": whole, "trouble": str(error)}, status=status)
    return render(request, "studio/unmerge.html", {"card": whole, "story": story})


def _number(request: StaffRequest, name: str) -> int | None:
    given = (request.POST.get(name) or request.GET.get(name) or "")[:18]
    return int(given) if given.isdecimal() else None


def _sees_contact(request: StaffRequest) -> bool:
    return Right.PEOPLE_CONTACT_VIEW in request.rights


def _to(request: StaffRequest, person: int) -> HttpResponse:
    return redirect("studio_person", workspace=request.workspace.slug, person=person)
