"""Instants in the workspace's zone and the reader's language, and links that keep the rest of the query."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from suppilo.foundation import clock
from suppilo.studio.words.codes import BREAKDOWNS, CHANNELS, say_code
from suppilo.studio.words.reports import count as say_count
from suppilo.studio.words.times import say_ago, say_instant

register = template.Library()


@register.simple_tag(takes_context=True)
def instant(context: dict[str, Any], at: datetime | None) -> SafeString | str:
    """A <time> element: how long ago when it was lately, else the date; the full instant in its title."""
    if at is None:
        return "–"
    whole = say_instant(at, context["workspace"].zone)
    ago = say_ago(at, clock.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), whole, ago or whole)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], at: datetime) -> SafeString:
    """A <time> element with day and time, also for what is to come."""
    whole = say_instant(at, context["workspace"].zone)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), whole)


@register.simple_tag(takes_context=True)
def clock_time(context: dict[str, Any], at: datetime) -> str:
    """The time of day with seconds, in the workspace's zone."""
    return f"{at.astimezone(ZoneInfo(context['workspace'].zone)):%H:%M:%S}"


@register.simple_tag
def count(number: int) -> str:
    """A number of people as the language writes it."""
    return say_count(number)


@register.filter
def breakdown_words(key: str) -> str:
    """What a funnel is broken down by, in words."""
    return say_code(BREAKDOWNS, key)


@register.filter
def channel_words(code: str) -> str:
    """A channel in words."""
    return say_code(CHANNELS, code)
