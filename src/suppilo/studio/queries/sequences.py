"""Sequences as the desk shows them, and the forms in which they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.messages import queries as messages
from suppilo.messages.ports import provider_of
from suppilo.studio.queries import broadcasts
from suppilo.studio.words.channels import channel_words
from suppilo.studio.words.names import Names
from suppilo.team.ports import Workspace

_TONES = {"running": "accent", "paused": "warn"}
_HOUR, _DAY = 60, 24 * 60
#: The longest wait that the form takes, in days.
LONGEST = 365


@dataclass(frozen=True)
class Row:
    """One sequence in the list."""

    card: messages.SequenceCard
    segment: str
    tone: str
    going: int
    finished: int


@dataclass(frozen=True)
class Stop:
    """One message of it: when it leaves, in words, and what it says."""

    stop: messages.SequenceStop
    place: int
    when: str
    channel: str
    tried_at: str
    statuses: tuple[tuple[str, int], ...]
    sent: int


def rows(workspace_id: int, names: Names) -> list[Row]:
    """The newest, with how many are on their way."""
    found = []
    for card in messages.sequences_of(workspace_id):
        progress = messages.sequence_progress(card.id)
        name = broadcasts.segment_name(card.segment, names) if card.segment else "–"
        found.append(Row(card, name, _TONES.get(card.standing, ""), progress.going, progress.finished))
    return found


def page(workspace: Workspace, card: messages.SequenceCard, names: Names) -> dict[str, Any]:
    """Everything the page of one sequence shows."""
    stops = list(_stops(workspace.pk, card))
    first = stops[0].stop.text if stops else None
    return {
        "card": card,
        "tone": _TONES.get(card.standing, ""),
        "segment": names.segment(card.segment) if card.segment else "",
        "segment_exists": names.bundle is not None and card.segment in names.bundle.segments,
        "audience": messages.audience_size(workspace.pk, card.segment) if card.segment else 0,
        "can_start": card.is_draft and messages.sequence_can_start(workspace.pk, card),
        "stops": stops,
        "forecast": messages.forecast_of(workspace.pk, first.id) if first and card.is_draft else None,
        "progress": messages.sequence_progress(card.id),
        "channels": broadcasts.channels(names) if names.bundle else (),
        "languages": names.bundle.business.languages if names.bundle else (),
        "without_provider": any(provider_of(one.stop.text.channel) is None for one in stops),
    }


def _stops(workspace_id: int, card: messages.SequenceCard) -> Iterator[Stop]:
    for place, stop in enumerate(messages.sequence_messages(workspace_id, card.id), start=1):
        told = stop.results.statuses if stop.results else {}
        statuses = tuple((words, told[code]) for code, words in messages.statuses() if code in told)
        channel = stop.text.channel
        tried_at = messages.BROADCAST_FORMS[channel].tried_at
        when = say_when(stop.delay, stop.hour, is_first=place == 1)
        yield Stop(stop, place, when, channel_words(channel), tried_at, statuses, told.get("sent", 0))


def say_when(delay: timedelta, hour: int | None, *, is_first: bool) -> str:
    """When the message leaves, in words."""
    minutes = delay // timedelta(minutes=1)
    if minutes and minutes % _DAY == 0:
        many = minutes // _DAY
        after = ngettext("{many} day later", "{many} days later", many).format(many=many)
    elif minutes:
        many = max(1, minutes // _HOUR)
        after = ngettext("{many} hour later", "{many} hours later", many).format(many=many)
    else:
        after = _("at once") if is_first else _("right after the one before")
    if hour is None:
        return after
    return _("{after}, at {hour} where each person is").format(after=after, hour=f"{hour:02d}:00")


def timing(content: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields for the time."""
    minutes = int(content.get("delay") or 0)
    in_days = minutes % _DAY == 0
    return {
        "delay": minutes // (_DAY if in_days else _HOUR),
        "unit": "days" if in_days else "hours",
        "hour": content.get("hour"),
        "hours": [(one, f"{one:02d}:00") for one in range(24)],
    }


def read_timing(post: QueryDict) -> dict[str, Any]:
    """What was given there; what is no number counts as nothing."""
    many, hour = _number(post.get("delay", "")), post.get("hour", "")
    minutes = many * (_HOUR if post.get("unit") == "hours" else _DAY)
    known = _number(hour) if hour else None
    return {"delay": min(minutes, LONGEST * _DAY), "hour": known if known is not None and known < 24 else None}


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def table(workspace: Workspace, card: messages.SequenceCard) -> list[list[str]]:
    """What came of each message, with a line of headings."""
    head = [_("Number"), _("Name"), _("When"), _("Come to it next"), _("Put into the outbox"), _("Sent")]
    head += [
        _("Delivered"),
        _("Came back undelivered"),
        _("Opened"),
        _("Followed a link"),
        _("Unsubscribed"),
        _("Reported as spam"),
        _("Why not, or not yet"),
    ]
    lines = [head]
    for one in _stops(workspace.pk, card):
        results = one.stop.results
        counts = _counts(results) if results else [0] * 6
        why = "; ".join(f"{many} {words}" for words, many in results.whys) if results else ""
        line = [one.place, one.stop.text.name, one.when, one.stop.waiting, results.total if results else 0, one.sent]
        lines.append([str(cell) for cell in (*line, *counts, why)])
    return lines


def _counts(results: messages.Results) -> list[int]:
    did = [results.opened, results.clicked, results.unsubscribed, results.complained]
    return [results.delivered, results.bounced, *did]
