"""The record: who did what, newest first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suppilo.studio.words.record import KINDS, say_action
from suppilo.team import queries
from suppilo.team.ports import Right, StaffRequest, staff_view

PAGE = 50


@staff_view(right=Right.AUDIT_VIEW)
@require_safe
def record(request: StaffRequest) -> HttpResponse:
    """All of it, or what one member did, or one kind of deed."""
    action, who = request.GET.get("action", "")[:64], _number(request.GET.get("who", ""))
    entries = queries.audit_of(
        request.workspace, PAGE + 1, action=action, user_id=who, before=_number(request.GET.get("before", ""))
    )
    shown = entries[:PAGE]
    subjects = [one.subject.rpartition(":")[2] for one in shown if one.subject.startswith("user:")]
    called = queries.users_called(int(one) for one in subjects if one.isdigit())
    context = {
        "rows": [
            (
                one.at,
                (one.user.name or one.user.email) if one.user else _("the command line"),
                say_action(one.action, one.subject, one.details, called),
            )
            for one in shown
        ],
        "older": shown[-1].pk if len(entries) > PAGE else None,
        "kinds": KINDS.items(),
        "action": action,
        "who": who,
        "members": queries.members_of(request.workspace),
    }
    return render(request, "studio/record.html", context)


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
