"""Which language the interface speaks: the user's, else the one chosen here before, else the browser's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)
#: Norwegian as browsers write it, spoken here as Bokmål.
ALIASES = {"no": "nb", "nn": "nb"}


def spoken(code: str) -> str | None:
    """The language spoken here for a code as browsers write it ("fi-FI", "no"); None when there is none."""
    short = code.lower().replace("_", "-").split("-")[0]
    short = ALIASES.get(short, short)
    return short if short in SPOKEN else None


def language_of(request: HttpRequest) -> str:
    """The language for this request. Reads only; never raises."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.language in SPOKEN:
        return str(user.language)
    chosen = spoken(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    if chosen:
        return chosen
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        found = spoken(code)
        if found:
            return found
    return settings.LANGUAGE_CODE


class LanguageMiddleware(LocaleMiddleware):
    """Activates the language of the request; stands after the one that knows the user."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose, and remember the choice on the request for templates."""
        translation.activate(language_of(request))
        request.LANGUAGE_CODE = translation.get_language()
