"""The frame around everything a visitor sees: head, language switch, consent bar, footer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from suppilo.pages.assets import theme_address
from suppilo.pages.operations import measurement_purpose
from suppilo.pages.visit import Visit


@dataclass(frozen=True)
class LanguageLink:
    """One language of the switch."""

    code: str
    name: str
    address: str
    current: bool


def show(
    request: HttpRequest, visit: Visit, template: str, values: dict[str, Any], *, path: str, status: int = 200
) -> HttpResponse:
    """Render a template inside the frame. `path` is the page's own path below the workspace."""
    purpose = measurement_purpose(visit)
    asks = purpose is not None and (not visit.choice or request.GET.get("choose") == "1")
    frame = {
        "visit": visit,
        "business": visit.bundle.business,
        "address": visit.bundle.business.address.removeprefix(visit.name).lstrip(", "),
        "theme": theme_address(visit.slug, visit.bundle),
        "languages": _languages(visit, path),
        "canonical": _public(visit, path, visit.language if visit.language != visit.fallback else ""),
        "default_address": _public(visit, path, ""),
        "path": path,
        "asks_consent": asks,
        "can_choose": purpose is not None,
        "consent_text": consent_text(visit),
        "home": visit.address(""),
        "here": f"/{visit.slug}/{path}",
    }
    return render(request, template, frame | values, status=status)


def consent_text(visit: Visit) -> str:
    """The sentence that a visitor agrees to."""
    purpose = measurement_purpose(visit)
    written = visit.say(visit.bundle.purposes[purpose].text) if purpose else ""
    return written or _("May we see which pages you look at, so that we can make them better?")


def _languages(visit: Visit, path: str) -> list[LanguageLink]:
    codes = visit.bundle.business.languages
    if len(codes) < 2:
        return []
    return [LanguageLink(code, _name(code), _switch(visit, path, code), code == visit.language) for code in codes]


def _switch(visit: Visit, path: str, code: str) -> str:
    query = {"lang": code} | ({"p": visit.recipient} if visit.recipient else {})
    return f"/{visit.slug}/{path}?{urlencode(query)}"


def _public(visit: Visit, path: str, language: str) -> str:
    """The address that search engines and others should know: no tokens."""
    return f"{settings.BASE_URL}/{visit.slug}/{path}" + (f"?lang={language}" if language else "")


def _name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code
