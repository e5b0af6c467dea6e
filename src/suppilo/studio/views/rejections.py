"""Forms that were sent and made no lead, and why. What was written in them is not kept."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from suppilo.capture import queries as capture
from suppilo.foundation import clock
from suppilo.publishing.queries import running
from suppilo.studio.words.codes import say_code
from suppilo.studio.words.names import Names
from suppilo.studio.words.rejections import REASONS
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST = 254
PERIOD = timedelta(days=30)


@staff_view(right=Right.PEOPLE_VIEW)
@require_safe
def rejections(request: StaffRequest) -> HttpResponse:
    """Counted by reason over 30 days, and the newest; found by form, and by an address for who may see addresses."""
    current, now = running(request.workspace.pk), clock.now()
    names = Names(current.bundle if current else None, get_language() or "en")
    form = request.GET.get("form", "")[:63].replace("\0", "")
    contact = request.GET.get("contact", "")[:LONGEST].replace("\0", "").strip()
    sees_contact = Right.PEOPLE_CONTACT_VIEW in request.rights
    counted: Counter[str] = Counter()
    forms: set[str] = set()
    for one, reason, many in capture.rejection_counts(request.workspace.pk, since=now - PERIOD, until=now):
        counted[reason] += many
        forms.add(one)
    found = capture.rejections(request.workspace.pk, form_id=form, contact=contact if sees_contact else "")
    context = {
        "totals": [(say_code(REASONS, reason), many) for reason, many in counted.most_common()],
        "rows": [(one, names.form(one.form), say_code(REASONS, one.reason)) for one in found],
        "forms": [(one, names.form(one)) for one in sorted(forms)],
        "form": form,
        "contact": contact,
        "sees_contact": sees_contact,
    }
    return render(request, "studio/rejections.html", context)
