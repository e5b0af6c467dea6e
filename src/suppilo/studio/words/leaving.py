"""What is held of a person and what an erasure does with it, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What is counted, by code.
HOLDINGS: Mapping[str, str | Promise] = {
    "identifiers": _("Ways to recognise the person"),
    "attributes": _("What is known of the person"),
    "consents": _("Consents, with their proof"),
    "merges": _("Merges, with what is needed to take them back"),
    "facts": _("Facts on the timeline"),
    "segments": _("Segments the person is in"),
    "passages": _("Comings and goings in segments"),
    "stages": _("Stages reached"),
    "standings": _("Places in funnels"),
    "moves": _("Moves between stages"),
    "messages_waiting": _("Messages that wait: they are cancelled"),
    "messages": _("Messages that left, or were held back: their contents"),
    "notices": _("Messages that wait for the next page view, or were shown in one"),
    "sequences": _("Sequences of messages that the person is, or was, in"),
    "devices": _("Browsers in which the person allowed notifications"),
    "reactions": _("Openings of messages and clicks, with the program that did it"),
    "told": _("What the person was told when buying"),
    "mailbox": _("Copies of mails in the mailbox"),
    "addresses": _("Addresses, so that nobody writes to them by mistake"),
    "carts": _("Carts"),
    "orders_unpaid": _("Orders that were never paid"),
    "orders": _("Orders: the name stays in the books, all else goes"),
    "exposures": _("Variants of experiments that the person was given"),
    "enrolments": _("Journeys the person is in: they end"),
    "journeys_over": _("Journeys that are over"),
    "tasks": _("Things to do about the person"),
    "submissions": _("Forms filled in"),
    "rejections": _("Forms that were turned away"),
}
FATES: Mapping[str, str | Promise] = {
    "removed": _("removed"),
    "unlinked": _("counted on, for nobody"),
    "hashed": _("only a keyed hash stays"),
    "kept": _("kept by law until {day}"),
}


def say_holding(code: str) -> str:
    """What it is; an unknown code is said as it stands."""
    return str(HOLDINGS.get(code, code.replace("_", " ")))


def say_fate(fate: str, day: str) -> str:
    """What becomes of it; `day` is until when it is kept."""
    return str(FATES[fate]).format(day=day)
