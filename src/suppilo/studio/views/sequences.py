"""Messages one after another to whoever comes into a segment: written, started, watched, paused and ended."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock
from suppilo.foundation.spreadsheet import safe
from suppilo.messages import operations
from suppilo.messages import queries as messages
from suppilo.messages.operations import MessageRefused, NotNow
from suppilo.people.queries import BadIdentifier
from suppilo.publishing.queries import running
from suppilo.segments import queries as segments
from suppilo.studio import sequence_acts
from suppilo.studio.queries import broadcasts as texts
from suppilo.studio.queries import sequences as shown
from suppilo.studio.words.channels import channel_words
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def sequences(request: StaffRequest) -> HttpResponse:
    """All of them, newest first."""
    return render(request, "studio/sequences.html", {"rows": shown.rows(request.workspace.pk, _names(request))})


@staff_view(right=Right.MESSAGES_SEND)
def write(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """A new one, or what a draft is called and whom it is for."""
    card = None if number is None else _card(request, number)
    names = _names(request)
    if names.bundle is None or (card and not card.is_draft):
        raise Http404
    if request.method == "POST":
        segment = request.POST.get("segment", "")
        try:
            kept = operations.write_sequence(
                request.workspace.pk,
                number=number,
                name=request.POST.get("name", "").strip()[:120] or _("Without a name"),
                segment=segment if segment in names.bundle.segments else "",
                takes_present=bool(request.POST.get("takes_present")),
                finishes_anyway=bool(request.POST.get("finishes_anyway")),
                stops_on_reply=bool(request.POST.get("stops_on_reply")),
                user_id=request.user.pk,
                now=clock.now(),
            )
        except NotNow:
            notes.error(request, _("It is no draft any more."))
            kept = number or 0
        return _back(request, kept)
    inside = segments.counts(request.workspace.pk)
    offered = [(key, names.segment(key), inside.get(key, 0)) for key in names.bundle.segments]
    return render(request, "studio/sequence_write.html", {"card": card, "segments": offered})


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def sequence(request: StaffRequest, number: int) -> HttpResponse:
    """Its messages, how far people are, and what came of it."""
    return render(request, "studio/sequence.html", _context(request, number))


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def now(request: StaffRequest, number: int) -> HttpResponse:
    """Only the counts, as they are now; the page asks for them again and again."""
    return render(request, "studio/sequence_now.html", _context(request, number))


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def results(request: StaffRequest, number: int) -> HttpResponse:
    """What came of each message, as a table to take along."""
    card = _card(request, number)
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in shown.table(request.workspace, card))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sequence-{number}.csv"'
    return answer


@staff_view(right=Right.MESSAGES_SEND)
def message(request: StaffRequest, number: int, place: int | None = None) -> HttpResponse:
    """Write a message of it, in the form of a broadcast, with its time."""
    card, names = _card(request, number), _names(request)
    stop = None if place is None else _stop(request, number, place)
    if names.bundle is None:
        raise Http404
    if request.method == "POST":
        written = texts.read_form(request.POST, names.bundle)
        try:
            operations.write_sequence_message(
                request.workspace.pk,
                number,
                number=place,
                name=written.name or _("Without a name"),
                content=written.content | shown.read_timing(request.POST),
                user_id=request.user.pk,
                now=clock.now(),
                after=_after(request.POST.get("after", "")),
            )
        except NotNow:
            notes.error(request, _("That does not fit any more: somebody else was here. Look again."))
        return _back(request, number)
    channel = request.GET.get("channel", "")[:8]
    stops = messages.sequence_messages(request.workspace.pk, number, with_results=False)
    form = texts.form(request.workspace.pk, stop.text if stop else None, names, channel)
    context = {
        **form,
        "heading": _("Message of a sequence: {channel}").format(channel=channel_words(form["channel"])),
        "card": stop.text if stop else None,
        "of_sequence": card,
        "stops": stops if stop is None else (),
        "timing": shown.timing(stop.text.content if stop else {"delay": 24 * 60 if stops else 0}),
    }
    return render(request, "studio/broadcast_write.html", context)


@staff_view(right=Right.MESSAGES_SEND)
@require_POST
def act(request: StaffRequest, number: int) -> HttpResponse:
    """Start it, pause it, let it go on, end it; take a message in or out, try one."""
    _card(request, number)
    do = request.POST.get("do", "")
    try:
        said = _done(request, number, do)
    except NotNow:
        notes.error(request, _("That does not fit any more: somebody else was here. Look again."))
    except MessageRefused as refused:
        for problem in refused.problems:
            notes.error(request, problem)
    except BadIdentifier as refused:
        notes.error(request, str(refused))
    else:
        notes.success(request, said)
        if do == "delete":
            return redirect("studio_sequences", workspace=request.workspace.slug)
    return _back(request, number)


def _done(request: StaffRequest, number: int, do: str) -> str:
    whose: dict[str, Any] = {"workspace": request.workspace, "user": request.user, "number": number}
    one = _after(request.POST.get("message", "")) or 0
    if do == "try":
        whose |= {"language": request.POST.get("language", "")[:8], "phone": request.POST.get("phone", "")[:40]}
        address = sequence_acts.try_out(**whose, message=one)
        return _("It is on its way to {address}.").format(address=address)
    about_one: dict[str, tuple[Callable[..., None], str]] = {
        "take": (sequence_acts.take, _("From now on it is sent like this.")),
        "remove": (sequence_acts.remove, _("The message is taken out.")),
    }
    if do in about_one:
        also = {f"also_{who}": bool(request.POST.get(f"also_{who}")) for who in ("past", "finished") if do == "take"}
        about_one[do][0](**whose, message=one, **also)
        return about_one[do][1]
    ways: dict[str, tuple[Callable[..., None], str]] = {
        "start": (sequence_acts.start, _("It is running.")),
        "pause": (sequence_acts.pause, _("It is paused. Nothing of it leaves.")),
        "resume": (sequence_acts.resume, _("It goes on, little by little.")),
        "end": (sequence_acts.end, _("It is ended.")),
        "delete": (sequence_acts.delete, _("The draft is thrown away.")),
    }
    if do not in ways:
        raise NotNow(do)
    ways[do][0](**whose)
    return ways[do][1]


def _after(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None


def _back(request: StaffRequest, number: int) -> HttpResponse:
    return redirect("studio_sequence", workspace=request.workspace.slug, number=number)


def _context(request: StaffRequest, number: int) -> dict[str, Any]:
    return shown.page(request.workspace, _card(request, number), _names(request))


def _card(request: StaffRequest, number: int) -> messages.SequenceCard:
    card = messages.sequence(request.workspace.pk, number)
    if card is None:
        raise Http404
    return card


def _stop(request: StaffRequest, number: int, place: int) -> messages.SequenceStop:
    for one in messages.sequence_messages(request.workspace.pk, number, with_results=False):
        if one.id == place:
            return one
    raise Http404


def _names(request: StaffRequest) -> Names:
    current = running(request.workspace.pk)
    return Names(current.bundle if current else None, get_language() or "en")
