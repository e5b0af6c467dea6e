"""Who is in a segment: the list of segments, one of them page by page, and its people as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.foundation import clock
from suppilo.foundation.spreadsheet import safe
from suppilo.publishing.queries import running
from suppilo.segments import queries as known
from suppilo.studio import operations
from suppilo.studio.queries import roll
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

PERIOD = timedelta(days=7)


@staff_view(right=Right.PEOPLE_VIEW)
@require_safe
def segments(request: StaffRequest) -> HttpResponse:
    """Every segment, and how many are in it."""
    return render(request, "studio/segments.html", {"lines": roll.lines(request.workspace.pk, _names(request))})


@staff_view(right=Right.PEOPLE_VIEW)
def segment(request: StaffRequest, segment: str) -> HttpResponse:
    """Who is in it now, and how many came and went lately."""
    names, now = _names(request), clock.now()
    if not _is_known(names, segment):
        raise Http404
    before, after = _number(request, "before"), _number(request, "after")
    context = {
        "segment": segment,
        "name": names.segment(segment),
        "many": known.count(request.workspace.pk, segment),
        "flow": known.flow(request.workspace.pk, segment, now - PERIOD, now),
        "page": roll.page(request, segment, before=None if after is not None else before, after=after),
    }
    return render(request, "studio/segment.html", context)


@staff_view(right=Right.PEOPLE_VIEW)
@require_POST
def table(request: StaffRequest, segment: str) -> HttpResponseBase:
    """Everybody in it as a table to take along; that it was taken stands in the record."""
    if not _is_known(_names(request), segment):
        messages.error(request, _("There is no such segment."))
        return redirect("studio_segments", workspace=request.workspace.slug)
    many = known.count(request.workspace.pk, segment)
    operations.note_segment_taken(workspace=request.workspace, user=request.user, segment=segment, people=many)
    written = _written(roll.table(request, segment), get_language() or "en")
    answer = StreamingHttpResponse(written, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{segment}.csv"'
    return answer


class _Line:
    """What a writer of tables writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def _written(rows: Iterable[list[object]], language: str) -> Iterator[str]:
    """The lines, in the reader's language also after the view has ended."""
    writer: Any = csv.writer(_Line())
    yield "\ufeff"
    lines = iter(rows)
    while True:
        with override(language):
            row = next(lines, None)
        if row is None:
            return
        yield writer.writerow([safe(cell) for cell in row])


def _names(request: StaffRequest) -> Names:
    current = running(request.workspace.pk)
    return Names(current.bundle if current else None, get_language() or "en")


def _is_known(names: Names, segment: str) -> bool:
    return names.bundle is not None and segment in names.bundle.segments


def _number(request: StaffRequest, name: str) -> int | None:
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else None
