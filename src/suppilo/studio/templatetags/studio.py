"""Instants in the workspace's zone and the reader's language, and links that keep the rest of the query."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from suppilo.foundation import clock
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
