"""What recipients reach by the signed links in messages. The signature is the permission; no cookie is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from suppilo.foundation import clock
from suppilo.messages import links, operations, queries

_Kind = Literal["open", "click", "trap"]


def _private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address is a secret of the recipient's: not cached, not indexed, not told to other sites."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return never_cache(answer)


def _not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "messages/not_found.html", {"language": get_language()}, status=404)


def _page(request: HttpRequest, name: str, about: queries.Subscription) -> HttpResponse:
    with override(about.language):
        return render(request, f"messages/{name}.html", {"about": about, "language": about.language})


def _proof(request: HttpRequest, how: str) -> dict[str, str]:
    return {
        "how": how,
        "ip": request.META.get("REMOTE_ADDR", ""),
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:300],
    }


@require_safe
@_private
def click(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a tracked link: that is kept, and the way leads only to what this message had there."""
    found = links.read("t", token)
    if found is None:
        return _not_found(request)
    url = _noted(request, found[0], "click", found[1])
    return HttpResponseRedirect(url) if url else _not_found(request)


@require_safe
@_private
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The pixel of a message: one transparent point."""
    found = links.read("o", token)
    if found is None:
        return _not_found(request)
    _noted(request, found[0], "open")
    return HttpResponse(_PIXEL, content_type="image/gif")


@require_safe
@_private
def hidden(request: HttpRequest, token: str) -> HttpResponse:
    """The link that people do not see: whoever follows it is a program."""
    found = links.read("h", token)
    if found is None:
        return _not_found(request)
    _noted(request, found[0], "trap")
    return HttpResponse(_("Nothing is here: this link is hidden, and only programs follow it."), "text/plain")


def _noted(
    request: HttpRequest, outgoing_id: int, kind: Literal["open", "click", "trap"], number: int = 0
) -> str | None:
    """Looking is all that a GET does: it is kept, and whose it was is decided later."""
    return operations.note_reaction(
        outgoing_id,
        kind,
        number,
        is_head=request.method == "HEAD",
        agent=request.META.get("HTTP_USER_AGENT", ""),
        address=request.META.get("REMOTE_ADDR", ""),
        now=clock.now(),
    )


@csrf_exempt
@require_POST
@_private
def notification(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """A browser's worker says that a notification was shown, or closed. The signature is the permission."""
    found = links.read("n", token)
    if found is None or what not in ("shown", "closed"):
        return _not_found(request)
    known = operations.note_notification(found[0], "shown" if what == "shown" else "closed", now=clock.now())
    return HttpResponse(status=204 if known else 404)


#: A GIF of one transparent point.
_PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be confirmed; a press of the button (POST) confirms it."""
    found = links.read("c", token)
    about = queries.subscription(found[0]) if found else None
    if found is None or about is None:
        return _not_found(request)
    if request.method == "POST":
        operations.confirm(found[0], now=clock.now(), proof=_proof(request, "confirm page"))
        return HttpResponseRedirect(request.path)
    return _page(request, "confirm", about)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_private
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what can be left; a press of the button, or a mail program's one click (RFC 8058), leaves it."""
    found = links.read("u", token)
    about = queries.subscription(found[0]) if found else None
    if found is None or about is None:
        return _not_found(request)
    if request.method != "POST":
        return _page(request, "unsubscribe", about)
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    proof = _proof(request, "one click" if one_click else "unsubscribe page")
    everything = request.POST.get("scope") == "all"
    after = operations.unsubscribe(found[0], everything=everything, now=clock.now(), proof=proof)
    if one_click or after is None:
        return HttpResponse(status=200)
    return HttpResponseRedirect(request.path)
