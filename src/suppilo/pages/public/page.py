"""A page of a funnel: looking at it, and posting its form to its own address."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from suppilo.capture import operations as capture
from suppilo.capture import queries as capture_reading
from suppilo.foundation import clock
from suppilo.messages.operations import Words
from suppilo.pages.operations import greet, record_view
from suppilo.pages.places import Place, form_called, has_form, page_with_slug, pages_of, push_purposes
from suppilo.pages.public.frame import show
from suppilo.pages.showing import Posted, body, needs_title, page_address
from suppilo.pages.tags import carried
from suppilo.pages.visit import Visit, visiting
from suppilo.publishing import queries as publishing
from suppilo.team import queries as team

_LONGEST_VALUE = 2_000


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The server's bare address: the pages of the one business that has some; where there are several, or none yet,
    the way to sign in, which tells nobody who the businesses are."""
    several = [
        one for one in publishing.running_workspaces() if (version := publishing.running(one))
        and next(pages_of(version.bundle), None)
    ]  # fmt: skip
    if len(several) != 1:
        return redirect(settings.LOGIN_REDIRECT_URL)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("pages:front", args=[team.workspace_numbered(several[0]).slug]) + query)


@require_safe
@visiting
def front(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first page of the first funnel stands for the whole; where the visitor came from goes along."""
    first = next(pages_of(visit.bundle), None)
    if first is None:
        raise Http404
    return redirect(visit.address(first.page.slug, **request.GET.dict()))


@require_http_methods(["GET", "HEAD", "POST"])
@visiting
def page(request: HttpRequest, visit: Visit, slug: str) -> HttpResponseBase:
    """Show a page and record the view; a posted form is taken in and answered with a redirect, or shown again."""
    place = page_with_slug(visit.bundle, slug)
    if place is None:
        raise Http404
    if request.method == "POST":
        return _take(request, visit, place)
    notice = None
    if request.method == "GET" and not _is_prefetch(request):
        referrer = request.headers.get("Referer", "")
        record_view(visit, place, path=request.path, referrer=referrer, now=clock.now())
        notice = greet(visit, now=clock.now())
    return _show(request, visit, place, done=request.GET.get("done", ""), notice=notice)


def _show(
    request: HttpRequest,
    visit: Visit,
    place: Place,
    *,
    posted: Posted | None = None,
    done: str = "",
    notice: Words | None = None,
    status: int = 200,
) -> HttpResponse:
    values = {
        "title": visit.say(place.page.title),
        "description": visit.say(place.page.description),
        "needs_title": needs_title(place),
        "body": body(request, visit, place, posted=posted, done=done),
        "notice": notice,
        "page_id": place.page_id,
        "asks_for_push": bool(push_purposes(place.page)),
        "has_errors": bool(posted and posted.errors),
    }
    return show(request, visit, "pages/page.html", values, path=place.page.slug, status=status)


def _take(request: HttpRequest, visit: Visit, place: Place) -> HttpResponseBase:
    form_id = request.POST.get("form", "")
    form = form_called(visit.bundle, form_id) if has_form(place.page, form_id) else None
    if form is None:
        raise Http404
    values = {field.id: request.POST.get(field.id, "").strip()[:_LONGEST_VALUE] for field in form.fields}
    consents = frozenset(request.POST.getlist("consent")) & frozenset(form.consents)
    answer = capture.submit_form(
        visit.workspace_id,
        form_id=form_id,
        values=values,
        token=request.POST.get(capture_reading.TOKEN_FIELD, ""),
        shown_at_token=request.POST.get(capture_reading.SHOWN_FIELD, ""),
        honeypot=request.POST.get(capture_reading.HONEYPOT_FIELD, ""),
        visitor=visit.visitor,
        consents=set(consents),
        page=place.page_id,
        language=visit.language,
        tags=carried(request.POST),
        ip=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", ""),
        now=clock.now(),
    )
    if isinstance(answer, capture.Refused):
        posted = Posted(form_id, values, consents, answer.errors)
        response = _show(request, visit, place, posted=posted, status=answer.status)
        if answer.retry_after:
            response.headers["Retry-After"] = str(answer.retry_after)
        return response
    onward = page_address(visit, form.next_page) if form.next_page else None
    # "#top": else the browser would keep the fragment of the form's own address.
    return redirect(f"{onward}#top" if onward else visit.address(place.page.slug, done=form_id) + f"#form-{form_id}")


def _is_prefetch(request: HttpRequest) -> bool:
    return "prefetch" in request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose") == "prefetch"
