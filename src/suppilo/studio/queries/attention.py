"""What needs attention in a workspace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.events import queries as events
from suppilo.journeys import queries as journeys
from suppilo.messages import queries as messages
from suppilo.offers import queries as offers
from suppilo.publishing import queries as publishing
from suppilo.studio.queries.matter import Matter, with_number
from suppilo.studio.queries.standstill import of_sending, of_workers
from suppilo.team.ports import Right, Workspace

#: More unread facts than this mean that the worker stands still or falls behind.
LAG = 1_000


@dataclass(frozen=True)
class Attention:
    """What one reader is told of, the worst first. `is_hidden`: there is more, which their role does not see."""

    matters: tuple[Matter, ...]
    is_hidden: bool


def attention(workspace: Workspace, rights: Collection[Right], *, now: datetime) -> Attention:
    """What needs attention, as far as somebody with these rights may know."""
    found = matters(workspace, now=now)
    told = tuple(
        matter if _leads(matter, rights) else replace(matter, address="") for matter in found if matter.right in rights
    )
    return Attention(told, len(told) < len(found))


def _leads(matter: Matter, rights: Collection[Right]) -> bool:
    """Who works is everybody's business; the page that says more is about messages."""
    return matter.right != Right.FUNNEL_VIEW or Right.MESSAGES_VIEW in rights


def matters(workspace: Workspace, *, now: datetime) -> list[Matter]:
    """The worst first; empty when all is well."""
    unread = max(events.lags(at_most=LAG + 1).values(), default=0)
    found = [
        *of_workers(workspace, now=now, unread=unread),
        *_of_readers(unread),
        *_of_messages(workspace),
        *of_sending(workspace, now=now),
        *_of_journeys(workspace),
        *_of_payments(workspace),
        *_of_facts(workspace),
    ]
    if publishing.still_moving(workspace.pk):
        found.append(Matter("", _("People are still being brought to the version that runs.")))
    order = {"bad": 0, "warn": 1}
    return sorted(found, key=lambda matter: order.get(matter.tone, 2))


def _of_messages(workspace: Workspace) -> list[Matter]:
    place = reverse("studio_messages", kwargs={"workspace": workspace.slug})
    unknown, failed, held = (messages.count_in(workspace.pk, status) for status in ("unknown", "failed", "held"))
    found = []
    if unknown:
        words = ngettext(
            "%(count)d message may or may not have arrived. It is not sent again by itself.",
            "%(count)d messages may or may not have arrived. They are not sent again by themselves.",
            unknown,
        )
        found.append(Matter("bad", with_number(words, unknown), f"{place}?status=unknown", Right.MESSAGES_VIEW))
    if failed:
        words = ngettext("%(count)d message was refused.", "%(count)d messages were refused.", failed)
        found.append(Matter("bad", with_number(words, failed), f"{place}?status=failed", Right.MESSAGES_VIEW))
    if held:
        words = ngettext("%(count)d message is held back.", "%(count)d messages are held back.", held)
        found.append(Matter("warn", with_number(words, held), f"{place}?status=held", Right.MESSAGES_VIEW))
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
    place = reverse("studio_stuck", kwargs={"workspace": workspace.slug})
    return [Matter("bad", with_number(words, many), place, Right.PEOPLE_VIEW)]


def _of_payments(workspace: Workspace) -> list[Matter]:
    many = offers.count_odd_notices(workspace.pk)
    if not many:
        return []
    words = ngettext("%(count)d payment does not fit.", "%(count)d payments do not fit.", many)
    place = reverse("studio_orders", kwargs={"workspace": workspace.slug})
    return [Matter("warn", with_number(words, many), place, Right.ORDERS_VIEW)]


def _of_readers(unread: int) -> list[Matter]:
    if unread <= LAG:
        return []
    return [Matter("bad", with_number(_("More than %(count)d facts wait to be read: does the worker run?"), LAG))]


def _of_facts(workspace: Workspace) -> list[Matter]:
    many = len(events.conflicts(workspace.pk, limit=100))
    if not many:
        return []
    words = ngettext(
        "%(count)d repeat of a fact disagreed with the first and had no effect.",
        "%(count)d repeats of facts disagreed with the first and had no effect.",
        many,
    )
    return [Matter("warn", with_number(words, many))]
