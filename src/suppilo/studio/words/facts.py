"""A fact as a sentence: what the person did or what was done, with the names that the definition gives."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from babel.numbers import format_decimal
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from suppilo.definition.facts import sentence
from suppilo.studio.words import codes
from suppilo.studio.words.names import Names
from suppilo.studio.words.sentences import SENTENCES
from suppilo.studio.words.times import language


def say_fact(name: str, properties: Mapping[str, Any], names: Names, reason: str = "") -> SafeString:
    """The sentence of a fact in the language spoken now, its names set off in bold. Never raises.

    `reason` replaces the property of that name where the caller knows better words for it.
    """
    spoken = _(SENTENCES[name]) if name in SENTENCES else sentence(name)
    values = {key: _value(key, properties, names) for key in _places(spoken)}
    if reason and "reason" in values:
        values["reason"] = format_html("{}", reason)
    return format_html(spoken, **values) if values else format_html("{}", spoken)


def say_waiting(properties: Mapping[str, Any], names: Names, reason: str, until: str) -> SafeString:
    """The sentence of a message that does not leave yet: why, and until when if that is known ("" if not)."""
    spoken = _("has to wait for {message}: {reason}")
    if until:
        spoken = _("has to wait for {message} until {until} at the earliest: {reason}")
    return format_html(spoken, message=_value("message", properties, names), reason=reason, until=until)


def _places(spoken: str) -> list[str]:
    return [place for _text, place, _spec, _conversion in Formatter().parse(spoken) if place]


def _value(key: str, properties: Mapping[str, Any], names: Names) -> SafeString:
    raw = properties.get(key)
    if raw is None or raw == "":
        return mark_safe("…")
    if key in ("amount", "currency"):
        return format_html("{}", format_decimal(raw, "#,##0.00", locale=language()) if key == "amount" else raw)
    if key == "points":
        return format_html("{}", format_decimal(raw, "+#,##0.##;-#,##0.##", locale=language()))
    if key in _PLAIN:
        return format_html("{}", codes.say_code(_PLAIN[key], str(raw)))
    if isinstance(raw, list | tuple):
        return format_html("{}", ", ".join(names.attribute(str(item)) for item in raw))
    return format_html("<b>{}</b>", _name(key, str(raw), properties, names))


_PLAIN: dict[str, codes.Words] = {
    "channel": codes.CHANNELS,
    "kind": codes.KINDS,
    "reason": {**codes.JOURNEY_ENDS, **codes.DEVICE_ENDS},
}


def _name(key: str, raw: str, properties: Mapping[str, Any], names: Names) -> str:
    match key:
        case "page":
            return names.page(raw)
        case "message":
            return names.message(raw)
        case "offer":
            return names.offer(raw)
        case "form":
            return names.form(raw)
        case "score":
            return names.score(raw)
        case "segment":
            return names.segment(raw)
        case "journey":
            return names.journey(raw)
        case "experiment":
            return names.experiment(raw)
        case "variant":
            return names.variant(str(properties.get("experiment", "")), raw)
        case "stage":
            return names.stage(str(properties.get("funnel", "")), raw)
        case _:
            return raw.replace("_", " ")
