"""What needs attention in a workspace."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.events import queries as events
from suppilo.journeys import queries as journeys
from suppilo.messages import queries as messages
from suppilo.offers import queries as offers
from suppilo.publishing import queries as publishing
from suppilo.team.ports import Workspace

#: More unread facts than this mean that the worker stands still or falls behind.
LAG = 1_000


@dataclass(frozen=True)
class Matter:
    """One thing to look at: how bad, in words, and where to look."""

    tone: str
    words: str
    address: str = ""


def matters(workspace: Workspace) -> list[Matter]:
    """The worst first; empty when all is well."""
    found = [
        *_of_messages(workspace),
        *_of_journeys(workspace),
        *_of_payments(workspace),
        *_of_readers(),
        *_of_facts(workspace),
    ]
    if publishing.still_moving(workspace.pk):
        found.append(Matter("", _("People are still being brought to the version that runs.")))
    order = {"bad": 0, "warn": 1}
    return sorted(found, key=lambda matter: order.get(matter.tone, 2))


def _of_messages(workspace: Workspace) -> list[Matter]:
    totals: dict[str, int] = {}
    for statuses in messages.counts(workspace.pk).values():
        for status, many in statuses.items():
            totals[status] = totals.get(status, 0) + many
    place = reverse("studio_messages", kwargs={"workspace": workspace.slug})
    unknown, failed, held = (totals.get(status, 0) for status in ("unknown", "failed", "held"))
    found = []
    if unknown:
        words = ngettext(
            "%(count)d message may or may not have arrived. It is not sent again by itself.",
            "%(count)d messages may or may not have arrived. They are not sent again by themselves.",
            unknown,
        )
        found.append(Matter("bad", words % {"count": unknown}, f"{place}?status=unknown"))
    if failed:
        words = ngettext("%(count)d message was refused.", "%(count)d messages were refused.", failed)
        found.append(Matter("bad", words % {"count": failed}, f"{place}?status=failed"))
    if held:
        words = ngettext("%(count)d message is held back.", "%(count)d messages are held back.", held)
        found.append(Matter("warn", words % {"count": held}, f"{place}?status=held"))
    return found


def _of_journeys(workspace: Workspace) -> list[Matter]:
    many = journeys.count_stuck(workspace.pk)
    if not many:
        return []
    words = ngettext(
        "%(count)d person is stuck in a journey: a step fails.",
        "%(count)d people are stuck in a journey: a step fails.",
        many,
    )
    return [Matter("bad", words % {"count": many}, reverse("studio_stuck", kwargs={"workspace": workspace.slug}))]


def _of_payments(workspace: Workspace) -> list[Matter]:
    many = offers.count_odd_notices(workspace.pk)
    if not many:
        return []
    words = ngettext("%(count)d payment does not fit.", "%(count)d payments do not fit.", many)
    return [Matter("warn", words % {"count": many}, reverse("studio_orders", kwargs={"workspace": workspace.slug}))]


def _of_readers() -> list[Matter]:
    most = max(events.lags(at_most=LAG + 1).values(), default=0)
    if most <= LAG:
        return []
    return [Matter("bad", _("More than %(count)d facts wait to be read: does the worker run?") % {"count": LAG})]


def _of_facts(workspace: Workspace) -> list[Matter]:
    many = len(events.conflicts(workspace.pk, limit=100))
    if not many:
        return []
    words = ngettext(
        "%(count)d repeat of a fact disagreed with the first and had no effect.",
        "%(count)d repeats of facts disagreed with the first and had no effect.",
        many,
    )
    return [Matter("warn", words % {"count": many})]
