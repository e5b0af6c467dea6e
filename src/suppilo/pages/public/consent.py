"""The visitor's choice about being measured: a form that works without scripts, no easier to accept than to decline."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from suppilo.foundation import clock
from suppilo.pages.choice import CHOICE_COOKIE, VISITOR_COOKIE, visitor_in, with_choice
from suppilo.pages.operations import choose_measurement
from suppilo.pages.public.frame import consent_text
from suppilo.pages.visit import Visit, visiting

_HALF_A_YEAR = 182 * 86_400


@require_POST
@visiting
def choose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the answer in the visitor's browser (and, when they agree, as a consent), then go back to the page."""
    agree = request.POST.get("choice") == "yes"
    chosen = choose_measurement(
        visit,
        agree=agree,
        visitor=visitor_in(request.COOKIES.get(VISITOR_COOKIE, "")),
        shown=consent_text(visit),
        now=clock.now(),
    )
    response = redirect(_back(visit, request.POST.get("next", "")))
    answers = with_choice(request.COOKIES.get(CHOICE_COOKIE, ""), visit.slug, "yes" if agree else "no")
    _keep(response, CHOICE_COOKIE, answers)
    if chosen.visitor:
        _keep(response, VISITOR_COOKIE, chosen.visitor)
    elif ".yes" not in answers:
        response.delete_cookie(VISITOR_COOKIE, samesite="Lax")
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_HALF_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _back(visit: Visit, address: str) -> str:
    """Only ever to a page of this workspace, or to the magnet somebody was reading."""
    ours = address.startswith((f"/{visit.slug}/", "/m/")) and url_has_allowed_host_and_scheme(address, None)
    return address if ours else visit.address("")
