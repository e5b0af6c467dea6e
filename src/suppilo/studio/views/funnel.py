"""The funnel page: the inverted pyramid and its numbers, refreshed live."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suppilo.foundation import clock
from suppilo.insights import queries as insights
from suppilo.publishing.queries import RunningVersion, running
from suppilo.studio.queries import funnels
from suppilo.studio.words.names import Names
from suppilo.studio.words.reports import buckets_of, differing_words
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST = 80


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def funnel(request: StaffRequest, funnel: str) -> HttpResponse:
    """The page around the picture: breakdown, other funnels, and the picture itself."""
    current = _current(request, funnel)
    names = Names(current.bundle, get_language() or "en")
    context = _numbers(request, funnel) | {
        "funnel": funnel,
        "name": names.funnel(funnel),
        "breakdowns": funnels.breakdowns(current.bundle),
        "others": [(one.id, names.funnel(one.id)) for one in current.bundle.funnels],
    }
    return render(request, "studio/funnel.html", context)


@staff_view(right=Right.FUNNEL_VIEW)
@require_safe
def now(request: StaffRequest, funnel: str) -> HttpResponse:
    """Only the picture and its numbers, as they are now; the page asks for it again and again."""
    _current(request, funnel)
    return render(request, "studio/funnel_now.html", _numbers(request, funnel) | {"funnel": funnel})


def _current(request: StaffRequest, funnel: str) -> RunningVersion:
    current = running(request.workspace.pk)
    if current is None or funnel not in {one.id for one in current.bundle.funnels}:
        raise Http404
    return current


def _numbers(request: StaffRequest, funnel: str) -> dict[str, Any]:
    chosen = request.GET.get("breakdown", "")[:LONGEST]
    at, wrong = clock.now(), ""
    try:
        report = insights.funnel_report(request.workspace.pk, funnel, breakdown=chosen or None, now=at)
    except insights.CannotReport:
        wrong, chosen = _("This funnel cannot be broken down by that."), ""
        report = insights.funnel_report(request.workspace.pk, funnel, now=at)
    table = insights.funnel_table(report)
    return {
        "report": report,
        # Markup made by `charts`, which escapes every text that it writes.
        "picture": mark_safe(insights.funnel_svg(report)),  # noqa: S308
        "table": table,
        "rows": [list(zip(table.headings, row, strict=True)) for row in table.rows],
        "buckets": buckets_of(report),
        "chosen": chosen,
        "wrong": wrong,
        "at": at,
        "sees_people": Right.PEOPLE_VIEW in request.rights and Right.PEOPLE_CONTACT_VIEW in request.rights,
        "differing": differing_words(sum(report.differing.values())),
    }
