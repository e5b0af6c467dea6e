"""One message to everybody in a segment: written, tried, scheduled, watched, stopped and resumed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock
from suppilo.messages import queries as messages
from suppilo.messages.operations import MessageRefused, NotNow
from suppilo.people.queries import BadIdentifier
from suppilo.publishing.queries import running
from suppilo.studio import sendouts
from suppilo.studio.queries import broadcasts as shown
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def broadcasts(request: StaffRequest) -> HttpResponse:
    """All of them, newest first."""
    names = _names(request)
    context = {
        "rows": shown.rows(request.workspace.pk, names),
        "channels": shown.channels(names) if names.bundle else (),
    }
    return render(request, "studio/broadcasts.html", context)


@staff_view(right=Right.MESSAGES_SEND)
def write(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Write a new one, or change a draft."""
    card = None if number is None else _draft(request, number)
    names = _names(request)
    if names.bundle is None:
        raise Http404
    if request.method == "POST":
        written = shown.read_form(request.POST, names.bundle)
        try:
            kept = sendouts.write(
                workspace=request.workspace,
                user=request.user,
                number=number,
                name=written.name or _("Without a name"),
                segment=written.segment,
                content=written.content,
            )
        except NotNow:
            notes.error(request, _("It is no draft any more."))
            kept = number or 0
        return redirect("studio_broadcast", workspace=request.workspace.slug, number=kept)
    channel = request.GET.get("channel", "")[:8]
    return render(
        request, "studio/broadcast_write.html", {"card": card, **shown.form(request.workspace.pk, card, names, channel)}
    )


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def broadcast(request: StaffRequest, number: int) -> HttpResponse:
    """What was written, who will get it, and how it went."""
    return render(request, "studio/broadcast.html", _context(request, number))


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def now(request: StaffRequest, number: int) -> HttpResponse:
    """Only the counts, as they are now; the page asks for them again and again."""
    return render(request, "studio/broadcast_now.html", _context(request, number))


@staff_view(right=Right.MESSAGES_SEND)
@require_POST
def act(request: StaffRequest, number: int) -> HttpResponse:
    """Try it out, schedule it, stop it, let it go on, give it up, throw it away."""
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
    except ValueError:
        notes.error(request, _("Give a day and a time that are still to come."))
    else:
        notes.success(request, said)
        if do == "delete":
            return redirect("studio_broadcasts", workspace=request.workspace.slug)
    return redirect("studio_broadcast", workspace=request.workspace.slug, number=number)


def _done(request: StaffRequest, number: int, do: str) -> str:
    whose: dict[str, Any] = {"workspace": request.workspace, "user": request.user, "number": number}
    if do == "try":
        address = sendouts.try_out(
            **whose, language=request.POST.get("language", "")[:8], phone=request.POST.get("phone", "")[:40]
        )
        return _("It is on its way to {address}.").format(address=address)
    if do == "schedule":
        at = _instant(request)
        sendouts.schedule(**whose, starts_at=at, is_local=bool(request.POST.get("is_local")))
        return _("It is scheduled.")
    if do == "ask":
        chosen = _instant(request) if request.POST.get("when") == "later" else None
        sendouts.ask_again(**whose, starts_at=chosen, is_local=bool(request.POST.get("is_local")))
        return _("Everybody is being asked about again.")
    ways: dict[str, Callable[..., None]] = {
        "stop": sendouts.stop,
        "resume": sendouts.resume,
        "give_up": sendouts.give_up,
        "delete": sendouts.delete,
    }
    if do not in ways:
        raise NotNow(do)
    ways[do](**whose)
    words = {
        "stop": _("It is stopped. Nothing more of it leaves."),
        "resume": _("It goes on."),
        "give_up": _("It is given up."),
        "delete": _("The draft is thrown away."),
    }
    return words[do]


def _instant(request: StaffRequest) -> datetime:
    """The instant that was chosen, in the workspace's zone; now if none was. Raises ValueError for one that is past."""
    given = request.POST.get("starts_at", "")[:16]
    if request.POST.get("when") != "later":
        return clock.now()
    at = datetime.fromisoformat(given).replace(tzinfo=ZoneInfo(request.workspace.zone)).astimezone(UTC)
    if at < clock.now():
        raise ValueError(given)
    return at


def _context(request: StaffRequest, number: int) -> dict[str, Any]:
    return shown.page(request.workspace, _card(request, number), _names(request))


def _card(request: StaffRequest, number: int) -> messages.BroadcastCard:
    card = messages.broadcast(request.workspace.pk, number)
    if card is None or card.step is not None:
        raise Http404
    return card


def _draft(request: StaffRequest, number: int) -> messages.BroadcastCard:
    card = _card(request, number)
    if not card.is_draft:
        raise Http404
    return card


def _names(request: StaffRequest) -> Names:
    current = running(request.workspace.pk)
    return Names(current.bundle if current else None, get_language() or "en")
