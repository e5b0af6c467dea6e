"""The explorer's pages: a question in the address, its answer, who dropped, files, and questions under a name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock
from suppilo.insights import operations
from suppilo.insights.explorer import files, saying
from suppilo.insights.explorer.asked_for import AskedFor, alike, asked_for, canonical
from suppilo.insights.explorer.days import say_instant
from suppilo.insights.explorer.dropping import dropped_at
from suppilo.insights.explorer.offering import Offered, offered
from suppilo.insights.forms import question_form
from suppilo.insights.queries.saved import saved_questions
from suppilo.team.ports import Right, StaffRequest, staff_view


def _asked(request: StaffRequest) -> AskedFor:
    return asked_for(request.workspace.pk, dict(request.GET.lists()))


def _offered(request: StaffRequest, asked: AskedFor) -> Offered:
    people = reverse("insights_explore_people", kwargs={"workspace": request.workspace.slug})
    lists = people if Right.PEOPLE_VIEW in request.rights else ""
    fresh = bool(request.GET.get("now"))
    return offered(request.workspace, asked, people=lists, now=clock.now(), fresh=fresh)


def _page(request: StaffRequest, query: str) -> str:
    address = reverse("insights_explore", kwargs={"workspace": request.workspace.slug})
    return f"{address}?{query}" if query else address


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def explore(request: StaffRequest) -> HttpResponseBase:
    """The question and its answer. What the form's buttons do leads to the address of the question that results."""
    asked = _asked(request)
    if request.GET.get("now"):
        _offered(request, asked)
    if not alike(request.META.get("QUERY_STRING", ""), asked.query) and not asked.draft.crowded:
        return HttpResponseRedirect(_page(request, asked.query))
    kinds = [(kind, label, _page(request, asked.query_of(kind))) for kind, label in saying.kinds().items()]
    context = _answer(request, asked) | {
        "form": question_form(asked),
        "kinds": kinds,
        "saved": [(one, _page(request, one.query)) for one in saved_questions(request.workspace.pk)],
    }
    return render(request, "insights/explore.html", context)


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def answer(request: StaffRequest) -> HttpResponse:
    """Only the answer: a page that waits for a long question asks for it again and again."""
    return render(request, "insights/answer.html", _answer(request, _asked(request)))


def _answer(request: StaffRequest, asked: AskedFor) -> dict[str, Any]:
    found = _offered(request, asked)
    return {
        "asked": asked,
        "found": found,
        "as_of": say_instant(found.as_of, request.workspace.zone) if found.as_of else "",
        "here": _page(request, asked.query),
        "again": _page(request, f"{asked.query}&now=1" if asked.query else "now=1"),
        "may_save": Right.QUESTIONS_SAVE in request.rights,
    }


@staff_view(right=Right.PEOPLE_VIEW)
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Who reached a step and not the next, page by page."""
    asked = _asked(request)
    step, page = (_number(request.GET.get(key, "")) for key in ("step", "page"))
    context = dropped_at(request, asked, step=step, page=page, now=clock.now())
    return render(request, "insights/people.html", context | {"back": _page(request, asked.query), "asked": asked})


def _number(written: str) -> int:
    return max(1, int(written)) if written.isascii() and written.isdecimal() and len(written) < 7 else 1


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def csv(request: StaffRequest) -> HttpResponse:
    """The answer's tables as a file for spreadsheets."""
    return files.csv_of(_offered(request, _asked(request)), request.workspace.slug)


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def svg(request: StaffRequest) -> HttpResponse:
    """The answer's picture as a file; `picture` says which, from 1."""
    number = _number(request.GET.get("picture", ""))
    return files.svg_of(_offered(request, _asked(request)), request.workspace.slug, number)


@staff_view(right=Right.QUESTIONS_SAVE)
@require_POST
def save(request: StaffRequest) -> HttpResponse:
    """Keep the question under a name, and show it again."""
    query = canonical(request.POST.get("query", ""))
    name = request.POST.get("name", "").replace("\0", "")
    try:
        operations.save_question(workspace=request.workspace, by=request.user, name=name, query=query, now=clock.now())
    except operations.CannotSave as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The question is kept."))
    return HttpResponseRedirect(_page(request, query))


@staff_view(right=Right.QUESTIONS_SAVE)
@require_POST
def delete(request: StaffRequest, question: int) -> HttpResponse:
    """Take a kept question away; one that is gone already is no mistake."""
    operations.delete_question(workspace=request.workspace, question_id=question)
    messages.success(request, _("The question was taken away."))
    return HttpResponseRedirect(_page(request, canonical(request.POST.get("query", ""))))
