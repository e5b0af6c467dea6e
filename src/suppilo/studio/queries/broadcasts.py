"""Broadcasts as the desk shows them, and the form in which one is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import say
from suppilo.messages import queries as messages
from suppilo.studio.words.names import Names
from suppilo.team.ports import Workspace

TEXTS = {"subject": 300, "preview": 300, "body": 20_000, "label": 100}
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
    tone: str


def rows(workspace_id: int, names: Names) -> list[Row]:
    """The newest, with the names of their segments."""
    cards = messages.broadcasts_of(workspace_id)
    return [Row(card, segment_name(card.segment, names), _TONES.get(card.phase, "")) for card in cards]


def segment_name(key: str, names: Names) -> str:
    """The segment's name; without one it is for everybody."""
    return names.segment(key) if key else _("Everybody")


def read_form(post: QueryDict, bundle: Bundle) -> Written:
    """What was written, cut to what may be kept. Whether it can be sent is asked when it is scheduled."""
    content: dict[str, Any] = {
        key: {language: post.get(f"{key}_{language}", "")[:longest] for language in bundle.business.languages}
        for key, longest in TEXTS.items()
    }
    content |= {key: post.get(key, "")[:300].strip() for key in ("purpose", "sender", "url")}
    hours = post.get("hours", "")
    content["hours"] = min(int(hours), 720) if hours.isascii() and hours.isdigit() and 0 < len(hours) < 5 else 72
    segment = post.get("segment", "")
    return Written(post.get("name", "").strip()[:120], segment if segment in bundle.segments else "", content)


def form(card: messages.BroadcastCard | None, names: Names) -> dict[str, Any]:
    """What the form offers, and what stands in it."""
    bundle = names.bundle
    assert bundle is not None
    content: Mapping[str, Any] = card.content if card else {}
    fallbacks = bundle.business.languages
    return {
        "languages": [
            (language, {key: content.get(key, {}).get(language, "") for key in TEXTS}) for language in fallbacks
        ],
        "segments": [(key, names.segment(key)) for key in bundle.segments],
        "purposes": [
            (key, say(one.text, names.language, *fallbacks))
            for key, one in bundle.purposes.items()
            if one.kind == "marketing" and "email" in one.channels
        ],
        "senders": [(key, f"{one.name} <{one.email}>") for key, one in bundle.senders.items()],
        "content": {"hours": 72, **content},
    }


def page(workspace: Workspace, card: messages.BroadcastCard, names: Names) -> dict[str, Any]:
    """Everything the page of one broadcast shows."""
    results = None if card.is_draft else messages.results_of(workspace.pk, card.id)
    audience = messages.audience_size(workspace.pk, card.segment)
    gone = results.total - results.waiting if results else 0
    languages = names.bundle.business.languages if names.bundle else ()
    texts = [(language, {key: card.content.get(key, {}).get(language, "") for key in TEXTS}) for language in languages]
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
        "texts": texts,
    }
