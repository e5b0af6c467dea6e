"""Notifications: the worker that shows them, and the doors through which a browser says what was allowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from suppilo.capture import operations as capture
from suppilo.foundation import clock
from suppilo.messages import operations as messages
from suppilo.pages import allowing
from suppilo.pages.assets import image_address
from suppilo.pages.browsers import browser_of
from suppilo.pages.places import asks_for_push
from suppilo.pages.visit import Visit, visiting

_LONGEST = 8_000


@csp({"default-src": [NONE], "connect-src": [SELF], "img-src": [SELF]})
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that runs when a notification comes. It reads nothing of pages and may talk to nobody but us."""
    found = finders.find("pages/push-worker.js")
    if not isinstance(found, str):
        raise Http404
    response = HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@visiting
def manifest(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What a telephone needs to put the site on its home screen: only there iPhones show notifications."""
    own = visit.bundle.business.icon
    address = image_address(visit.slug, visit.version_id, own) if own else None
    icon = {"src": address or static("pages/icon.svg"), "sizes": "any"}
    home = visit.address("")
    content: dict[str, object] = {
        "name": visit.name,
        "start_url": home,
        "scope": f"/{visit.slug}/",
        "display": "standalone",
    }
    content |= {"lang": visit.language, "theme_color": visit.bundle.business.colour, "icons": [icon]}
    return JsonResponse(content, content_type="application/manifest+json")


@require_POST
@visiting
def device(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take in what a browser says: `do` is allow, seen or stop.

    204 when it is so now, 404 when the browser is not known, or does not agree (any more) to what is asked for here.
    """
    now, do, endpoint = clock.now(), request.POST.get("do", ""), request.POST.get("endpoint", "")[:2_000]
    purpose, page = request.POST.get("purpose", "")[:63], request.POST.get("page", "")[:63]
    if do == "stop":
        return _answer(allowing.end(visit, endpoint, page=page, now=now))
    if not asks_for_push(visit.bundle, purpose):
        raise Http404
    if do == "seen":
        return _answer(allowing.still_allowed(visit, endpoint, purpose=purpose, now=now))
    address = request.META.get("REMOTE_ADDR", "")
    if wait := capture.form_posts.take(address, per_minute=settings.FORMS_PER_MINUTE, now=now):
        return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)})
    if do != "allow" or visit.is_bot:
        return HttpResponse(status=400)
    given = messages.Subscribed(
        endpoint=endpoint,
        p256dh=request.POST.get("p256dh", "")[:200],
        auth=request.POST.get("auth", "")[:200],
        agent=browser_of(request.headers.get("User-Agent", "")),
        language=visit.language,
        zone=request.POST.get("zone", "")[:63],
    )
    try:
        allowing.allow(visit, given, purpose=purpose, page=page, now=now)
    except messages.BadDevice:
        return HttpResponse(status=400)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
@visiting
def renew(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The browser has another address now; the former one, which nobody else knows, is the permission."""
    try:
        told: Any = json.loads(request.body[:_LONGEST])
        keys = told["new"]["keys"]
        given = messages.Subscribed(
            endpoint=str(told["new"]["endpoint"]), p256dh=str(keys["p256dh"]), auth=str(keys["auth"])
        )
        return _answer(messages.renew_device(visit.workspace_id, str(told["old"]), given, now=clock.now()))
    except (ValueError, TypeError, KeyError):
        return HttpResponse(status=400)


def _answer(is_so: bool) -> HttpResponse:
    return HttpResponse(status=204 if is_so else 404)
