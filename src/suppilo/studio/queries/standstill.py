"""What keeps messages from leaving, as matters that need attention."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.journeys import queries as journeys
from suppilo.messages import queries as messages
from suppilo.studio.queries.matter import Matter, with_number
from suppilo.studio.words.codes import CHANNELS, say_code
from suppilo.team.ports import Right, Workspace

#: So many stopped broadcasts are named; of more it is only said how many.
NAMED = 3


def of_sending(workspace: Workspace, *, now: datetime) -> Iterator[Matter]:
    """Lanes that stand still or have complaints, broadcasts and sequences that do not go on, and test mode."""
    yield from _of_lanes(workspace, now)
    yield from _of_broadcasts(workspace)
    yield from _of_sequences(workspace)
    if messages.test_list(workspace.pk).is_on:
        many = messages.kept_back(workspace.pk, now=now)
        kept = ngettext(
            "%(count)d message was kept back in the last 7 days.",
            "%(count)d messages were kept back in the last 7 days.",
            many,
        )
        yield _at_sending(workspace, "warn", f"{_('Test mode is on.')} {with_number(kept, many)}")


def _of_lanes(workspace: Workspace, now: datetime) -> Iterator[Matter]:
    for lane in messages.lane_troubles(workspace.pk, now=now):
        named = {"lane": lane.words, "channel": say_code(CHANNELS, lane.channel)}
        if lane.complaints:
            words = _(
                "In the lane “%(lane)s” (%(channel)s) %(bad)d of %(sent)d messages were reported as spam in the last "
                "7 days. At 0.3 %% it stops by itself."
            )
            found = {"bad": lane.complaints.complained, "sent": lane.complaints.delivered}
            yield _at_sending(workspace, "warn", words % {**named, **found})
            continue
        wait = ngettext("%(count)d message waits in it.", "%(count)d messages wait in it.", lane.waiting)
        still = _("The lane “%(lane)s” (%(channel)s) stands still.") % named
        yield _at_sending(workspace, "bad", f"{still} {lane.stopped_by} {with_number(wait, lane.waiting)}")


def _of_sequences(workspace: Workspace) -> Iterator[Matter]:
    for card in messages.paused_sequences(workspace.pk):
        place = reverse("studio_sequence", kwargs={"workspace": workspace.slug, "number": card.id})
        if card.trouble:
            words = _("The sequence “%(name)s” was paused because of an error: nothing of it leaves.")
        else:
            words = _("The sequence “%(name)s” is paused: nothing of it leaves.")
        yield Matter("bad" if card.trouble else "warn", words % {"name": card.name}, place, Right.MESSAGES_VIEW)


def _of_broadcasts(workspace: Workspace) -> Iterator[Matter]:
    found = messages.stopped_broadcasts(workspace.pk)
    for card in found[:NAMED]:
        place = reverse("studio_broadcast", kwargs={"workspace": workspace.slug, "number": card.id})
        if card.trouble == "segment_gone":
            words = _("The broadcast “%(name)s” was stopped: the definition that runs has no such segment any more.")
        else:
            words = _("The broadcast “%(name)s” is stopped and has not gone to everybody.")
        yield Matter(
            "bad" if card.trouble == "segment_gone" else "warn", words % {"name": card.name}, place, Right.MESSAGES_VIEW
        )
    more = len(found) - NAMED
    if more > 0:
        words = ngettext("%(count)d more broadcast is stopped.", "%(count)d more broadcasts are stopped.", more)
        place = reverse("studio_broadcasts", kwargs={"workspace": workspace.slug})
        yield Matter("warn", with_number(words, more), place, Right.MESSAGES_VIEW)


def of_workers(workspace: Workspace, *, now: datetime, unread: int) -> Iterator[Matter]:
    """No worker while something waits for one (`unread` facts do too), and tasks that fail."""
    found = messages.workers(now)
    if not found.are_alive and (
        unread or messages.is_anything_waiting(workspace.pk) or journeys.is_anybody_due(workspace.pk, now=now)
    ):
        words = _("No worker is running, and something waits for one: until then nothing is sent and nobody goes on.")
        yield _at_sending(workspace, "bad", words, Right.FUNNEL_VIEW)
    if found.troubles:
        failing = ", ".join(f"{name} ({many}×)" for name, many in sorted(found.troubles.items()))
        words = _("Tasks of the worker fail and are tried again: %(tasks)s.") % {"tasks": failing}
        yield _at_sending(workspace, "bad", words, Right.FUNNEL_VIEW)


def _at_sending(workspace: Workspace, tone: str, words: str, right: Right = Right.MESSAGES_VIEW) -> Matter:
    return Matter(tone, words, reverse("studio_sending", kwargs={"workspace": workspace.slug}), right)
