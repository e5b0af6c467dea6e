"""Who is looking, at whose pages, in which language: worked out once per request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from crawlerdetect import CrawlerDetect
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import Texts, say
from suppilo.pages.choice import CHOICE_COOKIE, VISITOR_COOKIE, Choice, choice_in, visitor_in
from suppilo.pages.tags import tags_of
from suppilo.publishing import queries as publishing
from suppilo.team import queries as team

_detector = CrawlerDetect()


@dataclass(frozen=True)
class Visit:
    """One request of a visitor. `asked` is the language chosen in the address; `recipient` a signed token from a mail.

    `visitor` is set only while the visitor agrees to being measured here.
    """

    workspace_id: int
    slug: str
    name: str
    zone: str
    is_demo: bool
    version_id: int
    bundle: Bundle
    language: str
    asked: str
    recipient: str
    choice: Choice
    visitor: str | None
    is_bot: bool
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def fallback(self) -> str:
        """The language that texts fall back to."""
        return self.bundle.business.languages[0]

    def say(self, text: Texts | None) -> str:
        """A text of the definition in the visitor's language."""
        return say(text, self.language, self.fallback) if text else ""

    def address(self, path: str, **more: str) -> str:
        """An address of this workspace that keeps the language asked for and the recipient's token."""
        query = {"lang": self.asked, "p": self.recipient, **more}
        spelled = urlencode({key: value for key, value in query.items() if value})
        return f"/{self.slug}/{path}" + (f"?{spelled}" if spelled else "")

    def for_recipient(self, token: str) -> Visit:
        """The same visit with another recipient's token in its addresses."""
        return replace(self, recipient=token)


Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Visit, Arguments], HttpResponseBase]


def visiting(view: View[Arguments]) -> Callable[..., HttpResponseBase]:
    """Gives a view its Visit, speaks the visitor's language around it, and answers 404 where nothing runs."""

    @wraps(view)
    def visited(request: HttpRequest, workspace: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        visit = arrive(request, workspace)
        with translation.override(visit.language):
            response = view(request, visit, *args, **kwargs)
        response.headers.setdefault("Content-Language", visit.language)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return visited


def arrive(request: HttpRequest, slug: str) -> Visit:
    """The visit of a request to a workspace. Raises Http404 when there is none or nothing runs in it."""
    workspace = team.workspace_called(slug)
    running = publishing.running(workspace.pk) if workspace else None
    if workspace is None or running is None:
        raise Http404
    languages = running.bundle.business.languages
    asked = (request.POST.get("lang") or request.GET.get("lang") or "")[:8]
    choice = choice_in(request.COOKIES.get(CHOICE_COOKIE, ""), slug)
    agent = request.headers.get("User-Agent", "")[:500]
    return Visit(
        workspace_id=workspace.pk,
        slug=slug,
        name=running.bundle.business.name,
        zone=running.bundle.business.zone,
        is_demo=workspace.is_demo,
        version_id=running.version_id,
        bundle=running.bundle,
        language=asked if asked in languages else _preferred(request.headers.get("Accept-Language", ""), languages),
        asked=asked if asked in languages else "",
        recipient=(request.POST.get("p") or request.GET.get("p") or "")[:300],
        choice=choice,
        visitor=visitor_in(request.COOKIES.get(VISITOR_COOKIE, "")) if choice == "yes" else None,
        is_bot=not agent or bool(_detector.isCrawler(agent)),
        tags=tags_of(_first_values(request), request.headers.get("Referer", ""), request.get_host(),
                     agreed=choice == "yes"),
    )  # fmt: skip


def _first_values(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "") for key in request.GET}


def _preferred(header: str, languages: Sequence[str]) -> str:
    """The first language of the browser that the business speaks, else the business's first."""
    for code, _quality in parse_accept_lang_header(header[:500].lower()):
        short = code.partition("-")[0]
        short = "nb" if short in ("no", "nn") and "nb" in languages else short
        if short in languages:
            return short
    return languages[0]
