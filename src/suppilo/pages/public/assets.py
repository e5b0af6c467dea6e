"""Small files that pages load, and what programs ask for."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from suppilo.foundation import files
from suppilo.pages import assets
from suppilo.pages.visit import arrive
from suppilo.publishing import queries as publishing

_FOR_EVER = "public, max-age=31536000, immutable"
_ROBOTS = """User-agent: *
Disallow: /studio/
Disallow: /accounts/
Disallow: /t/
Disallow: /u/
Disallow: /c/
Disallow: /m/
Disallow: /n/
Disallow: /pay/
Disallow: /*/cart
Disallow: /*/checkout
Disallow: /*/order/
"""


@require_safe
def theme(request: HttpRequest, workspace: str, digest: str) -> HttpResponse:
    """The business's colours as a stylesheet; an old address answers the present colours, but is not kept."""
    css, current = assets.theme(arrive(request, workspace).bundle)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = _FOR_EVER if digest == current else "no-cache"
    return response


@require_safe
def image(request: HttpRequest, workspace: str, digest: str, ending: str) -> HttpResponse:
    """An image of the running definition."""
    visit = arrive(request, workspace)
    kind = assets.IMAGES.get(f".{ending}")
    if kind is None or digest not in publishing.file_digests(visit.version_id, tuple(assets.IMAGES)):
        raise Http404
    try:
        content = files.read(digest)
    except files.NoSuchFile as missing:
        raise Http404 from missing
    response = HttpResponse(content, content_type=kind)
    response.headers["Cache-Control"] = _FOR_EVER
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """The icon of the system, for browsers that ask without being told."""
    found = finders.find("pages/icon.svg")
    if not isinstance(found, str):
        raise Http404
    response = HttpResponse(Path(found).read_bytes(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
