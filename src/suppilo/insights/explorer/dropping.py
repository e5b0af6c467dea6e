"""Who dropped at a step: page by page, seen as the reader may see people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.insights import words
from suppilo.insights.explorer.asked_for import AskedFor
from suppilo.insights.explorer.draft import pairs_of
from suppilo.insights.explorer.offering import offered
from suppilo.people.queries import PersonCard, people_for
from suppilo.team.ports import StaffRequest

SIZE = 50


def dropped_at(request: StaffRequest, asked: AskedFor, *, step: int, page: int, now: datetime) -> dict[str, Any]:
    """What the page shows: the people who reached `step` and not the next, newest first."""
    found = offered(request.workspace, asked, people="", now=now)
    question = asked.question
    context: dict[str, Any] = {"found": found, "people": [], "step": step}
    countable = question.kind == "funnel" and not question.unit and question.count == "unique"
    if found.answered is None or not countable or step >= len(question.steps):
        return context | {"nobody": _("This list is there for the steps of a funnel in which people are counted once.")}
    ids = sorted(found.answered.result.people(step, dropped=True), reverse=True)
    pages = max(1, -(-len(ids) // SIZE))
    page = min(page, pages)
    style = words.style()
    total = ngettext("{n} person", "{n} people", len(ids)).format(n=style.count(len(ids)))
    before, after = (asked.catalogue.label(one) for one in question.steps[step - 1 : step + 1])
    return context | {
        "people": _cards(request, ids[(page - 1) * SIZE : page * SIZE]),
        "total": total,
        "before": before,
        "after": after,
        "newer": _page(asked, step, page - 1) if page > 1 else "",
        "older": _page(asked, step, page + 1) if page < pages else "",
    }


def _cards(request: StaffRequest, ids: list[int]) -> tuple[PersonCard, ...]:
    return people_for(request.user, request.workspace, among=ids, size=SIZE).people if ids else ()


def _page(asked: AskedFor, step: int, page: int) -> str:
    return "?" + urlencode([*pairs_of(asked.draft), ("step", str(step)), ("page", str(page))])
