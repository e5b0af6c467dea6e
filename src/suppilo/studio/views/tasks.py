"""What somebody is to do about people: the list, and ticking off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suppilo.definition.model.base import say
from suppilo.foundation import clock
from suppilo.people import queries as people
from suppilo.publishing.queries import running
from suppilo.sales import operations as sales
from suppilo.sales import queries as known
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, StaffRequest, staff_view


@staff_view(right=Right.TASKS_DO)
@require_safe
def tasks(request: StaffRequest) -> HttpResponse:
    """What is to be done, the most urgent first, and what was done last."""
    current, now = running(request.workspace.pk), clock.now()
    language = get_language() or "en"
    names = Names(current.bundle if current else None, language)
    languages = current.bundle.business.languages if current else ()
    both = [known.open_tasks(request.workspace.pk), known.done_tasks(request.workspace.pk)]
    who = people.describe(request.workspace.pk, {card.person_id for some in both for card in some})
    lists = [
        [
            {
                "card": card,
                "words": say(dict(card.words), language, *languages),
                "who": who[card.person_id].label if card.person_id in who else "–",
                "journey": names.journey(card.journey) if card.journey else "",
                "is_late": card.done_at is None and card.until is not None and card.until < now,
            }
            for card in some
        ]
        for some in both
    ]
    return render(request, "studio/tasks.html", {"open": lists[0], "done": lists[1]})


@staff_view(right=Right.TASKS_DO)
@require_POST
def tick(request: StaffRequest, task: int) -> HttpResponse:
    """Note that a task is done, or with `reopen` that it is not."""
    if "reopen" in request.POST:
        sales.reopen_task(request.workspace.pk, task)
        messages.success(request, _("The task is back on the list."))
    elif sales.finish_task(request.workspace.pk, task, user_id=request.user.pk, now=clock.now()):
        messages.success(request, _("Done."))
    return redirect("studio_tasks", workspace=request.workspace.slug)
