"""A lead magnet, at the address made for one recipient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from suppilo.blocks.richtext import rich
from suppilo.definition.files import in_language
from suppilo.definition.model import Offer
from suppilo.foundation import clock, files
from suppilo.pages import signed
from suppilo.pages.operations import record_magnet_opened
from suppilo.pages.public.frame import show
from suppilo.pages.visit import Visit, visiting
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing
from suppilo.team import queries as team

#: What is sent as a file, by ending; anything else goes out as plain bytes to be saved.
_TYPES = {
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".zip": "application/zip",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".csv": "text/csv",
    ".ics": "text/calendar",
}
_READ_HERE = (".md", ".txt")


@dataclass(frozen=True)
class _Magnet:
    """An opened magnet: the offer, and the file if the definition has one."""

    offer: Offer
    path: str
    digest: str | None

    @property
    def ending(self) -> str:
        return PurePosixPath(self.path).suffix.lower()


@require_safe
def magnet(request: HttpRequest, token: str) -> HttpResponseBase:
    """The magnet's page: a text to read, or a button that fetches the file. Records that it was opened."""
    link = _read(token)
    return _page(request, _slug(link), link, token)


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file itself."""
    link = _read(token)
    return _file(request, _slug(link), link)


@visiting
def _page(request: HttpRequest, visit: Visit, link: signed.MagnetLink, token: str) -> HttpResponseBase:
    visit = _as_recipient(visit, link)
    found = _found(visit, link)
    if request.method == "GET":
        record_magnet_opened(
            link,
            is_bot=visit.is_bot,
            agent=request.META.get("HTTP_USER_AGENT", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            now=clock.now(),
        )
    text = ""
    if found.digest and found.ending in _READ_HERE:
        text = rich(files.read(found.digest).decode("utf-8", "replace"))
    with translation.override(visit.language):
        values = {
            "title": visit.say(found.offer.name),
            "summary": visit.say(found.offer.summary),
            "text": text,
            "file": reverse("pages:magnet_file", args=[token]) if found.digest and not text else "",
            "ending": found.ending.removeprefix(".").upper(),
        }
        response = show(request, visit, "pages/magnet.html", values, path="")
    response.headers["Content-Language"] = visit.language
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@visiting
def _file(request: HttpRequest, visit: Visit, link: signed.MagnetLink) -> HttpResponseBase:
    found = _found(_as_recipient(visit, link), link)
    if found.digest is None:
        raise Http404
    kind = _TYPES.get(found.ending, "application/octet-stream")
    response = HttpResponse(files.read(found.digest), content_type=kind)
    how = "inline" if found.ending == ".pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{link.offer}{found.ending}"'
    return response


def _read(token: str) -> signed.MagnetLink:
    link = signed.magnet(token)
    if link is None:
        raise Http404
    return link


def _slug(link: signed.MagnetLink) -> str:
    found = [one.slug for one in team.all_workspaces() if one.pk == link.workspace_id]
    if not found:
        raise Http404
    return found[0]


def _as_recipient(visit: Visit, link: signed.MagnetLink) -> Visit:
    """The visit in the recipient's language, with forms filled in for them."""
    card = people.describe(link.workspace_id, [link.person_id]).get(link.person_id)
    spoken = card.language if card and card.language in visit.bundle.business.languages else visit.language
    token = signed.recipient_token(link.workspace_id, link.person_id)
    return replace(visit, language=visit.asked or spoken, recipient=token)


def _found(visit: Visit, link: signed.MagnetLink) -> _Magnet:
    offer = visit.bundle.offers.get(link.offer)
    if offer is None or offer.role != "magnet":
        raise Http404
    for language in (visit.language, visit.fallback):
        path = in_language(offer.file or "", language)
        digest = publishing.file_digest(visit.version_id, path) if path else None
        if digest:
            return _Magnet(offer, path, digest)
    return _Magnet(offer, offer.file or "", None)
