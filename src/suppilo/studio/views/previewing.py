"""A message as one person would get it, and how the domains stand that mail comes from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock
from suppilo.messages import queries as messages
from suppilo.messages.operations import MessageRefused, NotNow
from suppilo.messages.ports import LookupFailed
from suppilo.people import queries as people
from suppilo.people.queries import BadIdentifier
from suppilo.publishing.queries import running
from suppilo.studio import sendouts
from suppilo.studio.queries import letters
from suppilo.studio.views.messages import MAIL_CSP
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

#: So many people are offered to choose from.
OFFERED = 20


@csp_update({"frame-src": [SELF]})
@staff_view(right=Right.MESSAGES_SEND)
@require_safe
def preview(request: StaffRequest) -> HttpResponse:
    """Choose a message, a person and a language; see it as HTML in a sandbox, and as text."""
    current = running(request.workspace.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    search = request.GET.get("search", "")[:100]
    page = people.people_for(request.user, request.workspace, search=search, size=OFFERED)
    shown = _shown(request)
    context = {
        "choices": [
            *_drafts(request),
            *((one, names.message(one)) for one in messages.message_ids(request.workspace.pk)),
        ],
        "people": page.people,
        "spoken": current.bundle.business.languages if current else (),
        "search": search,
        "shown": shown,
        "query": request.GET.urlencode(),
        "given": {name: request.GET.get(name, "") for name in ("message", "person", "language")},
    }
    return render(request, "studio/preview.html", context)


@staff_view(right=Right.MESSAGES_SEND)
@require_safe
def preview_html(request: StaffRequest) -> HttpResponse:
    """The HTML alone (empty when nothing is chosen), for the sandbox: nothing in it runs and nothing is fetched."""
    shown = _shown(request)
    response = HttpResponse(letters.openable(shown.html) if shown else "")
    response["Content-Security-Policy"] = MAIL_CSP
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@staff_view(right=Right.MESSAGES_SEND)
@require_POST
def preview_try(request: StaffRequest) -> HttpResponse:
    """Send it to whoever asks: to their browser, address or telephone. Then show the preview again."""
    message, language = request.POST.get("message", "")[:63], request.POST.get("language", "")[:8]
    try:
        notes.success(request, _tried(request, message, language))
    except NotNow as error:
        notes.error(request, str(error))
    except BadIdentifier as refused:
        notes.error(request, str(refused))
    except MessageRefused as refused:
        for problem in refused.problems:
            notes.error(request, problem)
    query = urlencode({"message": message, "person": request.POST.get("person", "")[:15], "language": language})
    return redirect(f"{reverse('studio_preview', kwargs={'workspace': request.workspace.slug})}?{query}")


def _tried(request: StaffRequest, message: str, language: str) -> str:
    whose: dict[str, Any] = {
        "workspace": request.workspace,
        "user": request.user,
        "message": message,
        "language": language,
    }
    endpoint, channel = request.POST.get("endpoint", "")[:2_000], request.POST.get("channel", "")
    if channel not in ("email", "sms"):
        try:
            sendouts.try_notification(**whose, endpoint=endpoint)
        except NotNow as error:
            words = _("This browser is not known here: allow notifications on one of your pages first.")
            raise NotNow(words) from error
        return _("It is on its way to this browser.")
    try:
        address = sendouts.try_message(**whose, channel=channel, phone=request.POST.get("phone", "")[:40])
    except NotNow as error:
        raise NotNow(_("There is no such message any more.")) from error
    return _("It is on its way to {address}.").format(address=address)


def _drafts(request: StaffRequest) -> list[tuple[str, str]]:
    """Broadcasts that can still be changed, the one that is asked for, and what is written for sequences."""
    asked = request.GET.get("message", "")
    cards = [(f"broadcast:{one.id}", one) for one in messages.broadcasts_of(request.workspace.pk)]
    drafts = [(key, one.name) for key, one in cards if one.is_draft or key == asked]
    return [
        *drafts,
        *((f"broadcast:{number}", name) for number, name in messages.sequence_drafts(request.workspace.pk)),
    ]


def _shown(request: StaffRequest) -> messages.Preview | None:
    """The message that is asked for; None when something of it is not chosen. Raises Http404 for a foreign person."""
    message, person = request.GET.get("message", "")[:63], request.GET.get("person", "")
    if not message or not person.isascii() or not person.isdigit() or len(person) > 15:
        return None
    card = people.person_for(request.user, request.workspace, int(person))
    language = request.GET.get("language", "")[:8]
    return messages.preview(
        request.workspace.pk, message_id=message, person_id=card.id, language=language, now=clock.now()
    )


@staff_view(right=Right.MESSAGES_SEND)
@require_safe
def domains(request: StaffRequest) -> HttpResponse:
    """The domains of the business's senders; the one that is asked for is looked up in the DNS."""
    current = running(request.workspace.pk)
    known = messages.sender_domains(current.bundle) if current else []
    asked = request.GET.get("domain", "")
    findings, silent = [], False
    if asked in known:
        try:
            findings = [(one, messages.finding_words(one)) for one in messages.check_domain(asked)]
        except LookupFailed:
            silent = True
    context = {"domains": known, "asked": asked, "findings": findings, "silent": silent}
    return render(request, "studio/domains.html", context)
