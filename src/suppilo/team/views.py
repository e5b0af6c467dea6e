"""The language chooser: the one staff address that needs no workspace."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from suppilo.team import operations
from suppilo.team.middleware import SPOKEN
from suppilo.team.models import User

YEAR_S = 31_536_000


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, in this browser and to this user; then go back to where they were."""
    chosen = request.POST.get("language", "")
    if chosen not in SPOKEN:
        return HttpResponseBadRequest()
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = settings.LOGIN_REDIRECT_URL
    if isinstance(request.user, User):
        operations.choose_language(user=request.user, language=chosen)
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_S, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response
