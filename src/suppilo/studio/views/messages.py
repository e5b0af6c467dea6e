"""What was said to whom, what waits, and why; and the development mailbox."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from suppilo.messages import queries as messages
from suppilo.publishing.queries import running
from suppilo.studio.queries import letters
from suppilo.studio.queries.sent_names import with_sent
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

#: A mail is foreign markup: nothing in it runs, nothing is fetched, it may only be looked at and its links followed.
MAIL_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def outbox(request: StaffRequest) -> HttpResponse:
    """Messages, newest first, with status and reason in words."""
    current = running(request.workspace.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    status = request.GET.get("status", "")[:20]
    journey, before = request.GET.get("journey", "")[:63], _number(request.GET.get("before", ""))
    context = {
        "page": letters.page(request.workspace.pk, names, status=status, journey=journey, before=before),
        "status": status,
        "journey": journey,
        "journey_name": with_sent(names, request.workspace.pk, [journey]).journey(journey) if journey else "",
        "of_sequence": ":" in journey,
        "statuses": letters.statuses(),
    }
    return render(request, "studio/messages.html", context)


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def mailbox(request: StaffRequest) -> HttpResponse:
    """Mails as a server would have got them, newest first."""
    before = _number(request.GET.get("before", ""))
    mails = messages.mailbox(request.workspace.pk, limit=letters.PAGE + 1, before=before)
    context = {
        "mails": mails[: letters.PAGE],
        "older": mails[letters.PAGE - 1].pk if len(mails) > letters.PAGE else None,
        "newest": before is None,
    }
    return render(request, "studio/mailbox.html", context)


@csp_update({"frame-src": [SELF]})
@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def mail(request: StaffRequest, mail: int) -> HttpResponse:
    """One mail: as it looks (in a sandbox), and its text."""
    found = messages.mail_of(request.workspace.pk, mail)
    if found is None:
        raise Http404
    return render(request, "studio/mail.html", {"mail": found})


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def mail_html(request: StaffRequest, mail: int) -> HttpResponse:
    """The mail's HTML alone, for the sandbox: links open beside it, everything else is forbidden."""
    found = messages.mail_of(request.workspace.pk, mail)
    if found is None:
        raise Http404
    response = HttpResponse(letters.openable(found.html))
    response["Content-Security-Policy"] = MAIL_CSP
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
