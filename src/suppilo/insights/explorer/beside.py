"""What a reader must know beside the numbers of any question: what is not in them, and what is counted."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.insights import words
from suppilo.insights.explorer import saying
from suppilo.insights.explorer.answering import Answered
from suppilo.insights.explorer.days import say_instant


def notes(found: Answered, zone: str) -> list[str]:
    """Facts that wait, the unit where it is not people, and events that nobody or no unit is behind."""
    return [*_waiting(found, zone), *_unit(found), *_left_out(found), *_mended(found, zone)]


def _waiting(found: Answered, zone: str) -> list[str]:
    unread = found.unread
    if not unread.count:
        return []
    number, instant = words.style().count(unread.count), say_instant(found.as_of, zone)
    if unread.more:
        said = _("More than {n} newer facts are not in this answer yet: it is whole as of {instant}.")
    else:
        said = ngettext(
            "{n} newer fact is not in this answer yet: it is whole as of {instant}.",
            "{n} newer facts are not in this answer yet: it is whole as of {instant}.",
            unread.count,
        )
    return [said.format(n=number, instant=instant)]


def _unit(found: Answered) -> list[str]:
    key = found.question.unit
    return [_("Counted is each different “{key}”, not people.").format(key=saying.breakdown(key))] if key else []


def _left_out(found: Answered) -> list[str]:
    out, count = found.result.left_out, words.style().count
    said = []
    if out.no_unit:
        text = ngettext(
            "In the whole log, {n} event has no “{key}” and is left out.",
            "In the whole log, {n} events have no “{key}” and are left out.",
            out.no_unit,
        )
        said.append(text.format(n=count(out.no_unit), key=found.question.unit))
    if out.no_person:
        said.append(_of_nobody(out.no_person, found.question.unit))
    return said


def _of_nobody(number: int, unit: str) -> str:
    if unit:
        text = ngettext(
            "In the whole log, {n} event belongs to nobody and is left out, even where it has a “{key}”.",
            "In the whole log, {n} events belong to nobody and are left out, even those that have a “{key}”.",
            number,
        )
    else:
        text = ngettext(
            "In the whole log, {n} event belongs to nobody and is left out.",
            "In the whole log, {n} events belong to nobody and are left out.",
            number,
        )
    return text.format(n=words.style().count(number), key=saying.breakdown(unit))


def _mended(found: Answered, zone: str) -> list[str]:
    if found.mended is None:
        return []
    said = _(
        "A file of the events laid out for reports was damaged; they were laid out anew from the log on {instant}."
    )
    return [said.format(instant=say_instant(found.mended, zone))]
