"""Opens and clicks by whose they were, and how that is told."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suppilo.messages import queries as messages
from suppilo.publishing.queries import running
from suppilo.studio.queries.sent_names import with_sent
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view

_CLASSES = ("person", "proxy", "scanner")


@staff_view(right=Right.MESSAGES_VIEW)
@require_safe
def reactions(request: StaffRequest) -> HttpResponse:
    """One line a message; below, the rules with their sources."""
    current = running(request.workspace.pk)
    names = Names(current.bundle if current else None, get_language() or "en")
    found = messages.reaction_counts(request.workspace.pk)
    names = with_sent(names, request.workspace.pk, [one.message_id for one in found])
    rows = [
        (names.message(one.message_id), [kind.get(name, 0) for kind in (one.clicks, one.opens) for name in _CLASSES])
        for one in found
    ]
    heads = (
        _("Clicks by people"), _("Clicks by proxies"), _("Clicks by scanners"),
        _("Opens by people"), _("Opens by proxies"), _("Opens by scanners"),
    )  # fmt: skip
    context = {
        "rows": [(name, list(zip(heads, counts, strict=True))) for name, counts in rows],
        "heads": heads,
        "rules": messages.reaction_rules(),
    }
    return render(request, "studio/reactions.html", context)
