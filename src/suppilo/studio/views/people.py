"""The list of people, and a person's page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext

from suppilo.foundation import clock
from suppilo.journeys.queries import assumed_zone
from suppilo.messages import queries as messages
from suppilo.people.queries import aliases, people_for, person_for
from suppilo.publishing.queries import running
from suppilo.studio.queries import barred, funnels, in_sequence, letters, merging, people
from suppilo.studio.queries import scores as scoring
from suppilo.studio.queries.stays import stays_of
from suppilo.studio.queries.timeline import PAGE, timeline
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST_SEARCH = 200
MOST_FACTS = 2_000


@staff_view(right=Right.PEOPLE_VIEW)
def people_list(request: StaffRequest) -> HttpResponse:
    """People, newest first; found by name, address or stage."""
    search = request.GET.get("q", "")[:LONGEST_SEARCH].replace("\0", "")
    stage, number = request.GET.get("stage", "")[:LONGEST_SEARCH], request.GET.get("page", "1")
    current = running(request.workspace.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    found = people_for(
        request.user,
        request.workspace,
        search=search,
        among=funnels.people_at(request.workspace.pk, stage) if stage else None,
        page=int(number[:9]) if number.isdecimal() else 1,
    )
    kept = {key: value for key, value in (("q", search), ("stage", stage)) if value}
    context = {
        "people": people.rows(found.people, funnels.stage_names([card.id for card in found.people], names)),
        "search": search,
        "stage_chosen": stage,
        "stage_choices": funnels.stage_choices(current.bundle, names) if current else [],
        "newer": _page(kept, found.page - 1) if found.page > 1 else "",
        "older": _page(kept, found.page + 1) if found.page < found.pages else "",
        "count_words": ngettext("%(count)d person", "%(count)d people", found.total) % {"count": found.total},
    }
    return render(request, "studio/people.html", context)


def _names(request: StaffRequest) -> Names:
    current = running(request.workspace.pk)
    return Names(current.bundle if current else None, get_language() or "en")


def _page(kept: dict[str, str], number: int) -> str:
    return f"?{urlencode({**kept, 'page': number})}"


@staff_view(right=Right.PEOPLE_VIEW)
def person(request: StaffRequest, person: int) -> HttpResponse:
    """One person: how they are reached, what they agreed to, bought and did. A merged one leads to whom it became."""
    workspace, rights = request.workspace, request.rights
    card = person_for(request.user, workspace, person)
    if card.id != person:
        return redirect("studio_person", workspace=workspace.slug, person=card.id)
    names, now = _names(request), clock.now()
    ids = list(aliases([card.id]))
    limit = MOST_FACTS if request.GET.get("all") else PAGE
    context = {
        "card": card,
        "assumed_zone": assumed_zone(card.id, names.bundle) if names.bundle else "",
        "origin": people.say_origin(card.origin),
        "identifiers": people.identifiers(card.id, rights, barred.of_person(workspace, card.id, names)),
        "browsers": messages.devices_of(workspace.pk, card.id),
        "consents": people.consents(card.id, rights),
        "stages": funnels.stage_places(card.id, names),
        "stays": stays_of(workspace.pk, card.id, names) if Right.FUNNEL_VIEW in rights else [],
        "sequences": in_sequence.of_person(workspace.pk, card.id) if Right.MESSAGES_VIEW in rights else [],
        "letters": letters.of_person(workspace.pk, card.id, names) if Right.MESSAGES_VIEW in rights else [],
        "orders": people.orders(workspace, ids),
        "merges": merging.merges_of(card.id) if Right.PEOPLE_MERGE in rights else [],
        "scores": scoring.scores(workspace.pk, card.id, names, now),
        "attributes": people.attributes(card.id, names),
        "timeline": timeline(workspace.pk, ids, names, zone=workspace.zone, now=now, limit=limit),
    }
    return render(request, "studio/person.html", context)
