"""The answer as files: tables for spreadsheets, pictures for anything."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.utils.translation import gettext as _

from suppilo.foundation.spreadsheet import safe
from suppilo.insights.explorer.offering import Offered


def csv_of(found: Offered, slug: str) -> HttpResponse:
    """All tables of the answer, an empty line between two; numbers as numbers, times in seconds.

    At the end stand the instant of which the answer is whole, and what must be known beside the numbers.
    """
    if found.shown is None:
        return _refused(found)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for place, sheet in enumerate(found.shown.sheets):
        if place:
            writer.writerow([])
        writer.writerows([safe(value) for value in row] for row in sheet.for_file)
    writer.writerow([])
    writer.writerow([_("As of"), found.as_of.isoformat() if found.as_of else ""])
    writer.writerows([safe(note)] for note in found.shown.notes)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    return _named(answer, f"suppilo-{slug}.csv")


def svg_of(found: Offered, slug: str, number: int) -> HttpResponse:
    """One picture of the answer, by its number from 1; on white, so that it can be read anywhere."""
    if found.shown is None or number > len(found.shown.files):
        return _refused(found)
    picture = found.shown.files[number - 1].alone
    head, end, rest = picture.partition(">")
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    answer = HttpResponse(f"{head}{end}{ground}{rest}", content_type="image/svg+xml; charset=utf-8")
    return _named(answer, f"suppilo-{slug}.svg")


def _refused(found: Offered) -> HttpResponse:
    lines = [*found.problems, found.waiting] if found.problems or found.waiting else [_("There is no such picture.")]
    status = 503 if found.waiting else 400
    return HttpResponse("\n".join(filter(None, lines)), status=status, content_type="text/plain; charset=utf-8")


def _named(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
