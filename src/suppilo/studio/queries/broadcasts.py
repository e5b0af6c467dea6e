"""Broadcasts as the desk shows them, and the form in which one is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import say
from suppilo.foundation import clock
from suppilo.messages import queries as messages
from suppilo.messages.ports import is_deaf, provider_of
from suppilo.segments import queries as segments
from suppilo.studio.words.channels import CHANNEL_WORDS, FIELD_WORDS, channel_words
from suppilo.studio.words.names import Names
from suppilo.team.ports import Workspace

_TONES = {"running": "accent", "scheduled": "accent", "stopped": "warn", "done": "good"}


@dataclass(frozen=True)
class Written:
    """What stood in the form."""

    name: str
    segment: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One broadcast in the list."""

    card: messages.BroadcastCard
    segment: str
    channel: str
    tone: str


def rows(workspace_id: int, names: Names) -> list[Row]:
    """The newest, with the names of their segments."""
    cards = messages.broadcasts_of(workspace_id)
    return [
        Row(card, segment_name(card.segment, names), channel_words(card.channel), _TONES.get(card.phase, ""))
        for card in cards
    ]


def channels(names: Names) -> list[tuple[str, str]]:
    """The channels that something can be written for to many people: those of a purpose for marketing."""
    return [(key, channel_words(key)) for key in messages.BROADCAST_FORMS if _purposes(key, names)]


def _purposes(channel: str, names: Names) -> list[tuple[str, str]]:
    bundle = names.bundle
    assert bundle is not None
    return [
        (key, say(one.text, names.language, *bundle.business.languages))
        for key, one in bundle.purposes.items()
        if one.kind == "marketing" and channel in one.channels
    ]


def segment_name(key: str, names: Names) -> str:
    """The segment's name; without one it is for everybody."""
    return names.segment(key) if key else _("Everybody")


def read_form(post: QueryDict, bundle: Bundle) -> Written:
    """What was written, cut to what may be kept. Whether it can be sent is asked when it is scheduled."""
    channel = messages.broadcast_channel({"channel": post.get("channel", "")})
    content: dict[str, Any] = {
        key: {language: post.get(f"{key}_{language}", "")[:longest] for language in bundle.business.languages}
        for key, longest in messages.BROADCAST_FORMS[channel].texts.items()
    }
    content |= {key: post.get(key, "")[:300].strip() for key in ("purpose", "sender", "url")}
    hours = post.get("hours", "")
    content["hours"] = min(int(hours), 720) if hours.isascii() and hours.isdigit() and 0 < len(hours) < 5 else 72
    content["channel"] = channel
    if post.get("plain_links"):
        content["plain_links"] = True
    segment = post.get("segment", "")
    return Written(post.get("name", "").strip()[:120], segment if segment in bundle.segments else "", content)


@dataclass(frozen=True)
class Field:
    """One text in one language, as the form asks for it. `kind` is line or area; `longest` its most characters."""

    key: str
    words: str
    kind: str
    longest: int
    value: str


def form(workspace_id: int, card: messages.BroadcastCard | None, names: Names, channel: str = "") -> dict[str, Any]:
    """What the form offers, with how many people each choice is, and what stands in it."""
    bundle = names.bundle
    assert bundle is not None
    content: Mapping[str, Any] = card.content if card else {"channel": channel}
    channel = messages.broadcast_channel(content)
    kind, inside = messages.BROADCAST_FORMS[channel], segments.counts(workspace_id)
    return {
        "channel": channel,
        "channels": channels(names) if card is None else (),
        "heading": CHANNEL_WORDS[channel][1] if channel in CHANNEL_WORDS else channel,
        "written_in": [(language, _fields(kind, content, language)) for language in bundle.business.languages],
        "everybody": messages.audience_size(workspace_id, ""),
        "segments": [(key, names.segment(key), inside.get(key, 0)) for key in bundle.segments],
        "purposes": _purposes(channel, names),
        "senders": [(key, f"{one.name} <{one.email}>") for key, one in bundle.senders.items()]
        if kind.has_sender
        else (),
        "has_button": "label" in kind.texts,
        "content": {"hours": 72, **content},
    }


def _fields(kind: messages.BroadcastForm, content: Mapping[str, Any], language: str) -> list[Field]:
    return [
        Field(
            key,
            str(FIELD_WORDS.get(key, key)),
            "area" if longest > 300 else "line",
            longest,
            content.get(key, {}).get(language, ""),
        )
        for key, longest in kind.texts.items()
    ]


def page(workspace: Workspace, card: messages.BroadcastCard, names: Names) -> dict[str, Any]:
    """Everything the page of one broadcast shows."""
    results = None if card.is_draft else messages.results_of(workspace.pk, card.id)
    audience = messages.audience_size(workspace.pk, card.segment)
    gone = results.total - results.waiting if results else 0
    kind = messages.BROADCAST_FORMS[card.channel]
    return {
        "card": card,
        "segment": segment_name(card.segment, names),
        "tone": _TONES.get(card.phase, ""),
        "audience": audience,
        "forecast": messages.forecast_of(workspace.pk, card.id),
        "results": results,
        "gone": gone,
        "whole": max(audience, results.total if results else 0),
        "statuses": [(words, results.statuses[code]) for code, words in messages.statuses() if code in results.statuses]
        if results
        else [],
        "texts": texts(workspace, card, names),
        "channel": channel_words(card.channel),
        "tried_at": kind.tried_at,
        "has_provider": provider_of(card.channel) is not None,
        "is_deaf": is_deaf(card.channel) and not (results and results.complained),
    }


def texts(
    workspace: Workspace, card: messages.BroadcastCard, names: Names
) -> list[tuple[str, list[Field], messages.Measured | None]]:
    """What it says in each language of the business, and the parts of a text message."""
    kind = messages.BROADCAST_FORMS[card.channel]
    languages = names.bundle.business.languages if names.bundle else ()
    return [
        (language, _fields(kind, card.content, language), _parts(workspace, card, language)) for language in languages
    ]


def _parts(workspace: Workspace, card: messages.BroadcastCard, language: str) -> messages.Measured | None:
    """The parts of a text message for somebody of whom nothing is known; None for other channels and broken texts."""
    if card.channel != "sms":
        return None
    name = f"broadcast:{card.id}"
    shown = messages.preview(workspace.pk, message_id=name, person_id=0, language=language, now=clock.now())
    return shown.parts if shown else None
