"""The explorer's words: what can be chosen, and what events are called."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def kinds() -> dict[str, str]:
    """The kinds of question."""
    return {
        "funnel": _("Funnel"),
        "retention": _("Cohorts"),
        "paths": _("Paths"),
        "attribution": _("Attribution"),
    }


def modes() -> dict[str, str]:
    """How steps may follow each other."""
    return {
        "ordered": _("in this order, anything between"),
        "strict": _("in this order, nothing between"),
        "any_order": _("in any order"),
    }


def counts() -> dict[str, str]:
    """How often one unit counts."""
    return {
        "unique": _("each once"),
        "attempt": _("every attempt"),
        "total": _("every event"),
    }


def grains(empty: str = "") -> dict[str, str]:
    """Periods of a trend or of cohorts; `empty` is how none is called."""
    some = {"day": _("by day"), "week": _("by week"), "month": _("by month")}
    return {"": empty, **some} if empty else some


def directions() -> dict[str, str]:
    """On which side of one event paths lie."""
    return {"after": _("after the event"), "before": _("before the event")}


def models() -> dict[str, str]:
    """How credit is given."""
    return {
        "first": _("first touch"),
        "last": _("last touch"),
        "last_non_direct": _("last touch that was not direct"),
        "linear": _("all touches alike"),
        "position": _("40% first, 40% last, 20% between"),
        "time_decay": _("the nearer, the more"),
    }


def looks(usual: str) -> dict[str, str]:
    """How far back touches count; `usual` is the library's own look-back, in words."""
    return {"said": _("as written; empty: any age"), "default": _("the library's default: {time}").format(time=usual)}


def directs() -> dict[str, str]:
    """What is called direct."""
    return {
        "named": _("the source of this name"),
        "missing": _("a touch without a source"),
        "nothing": _("nothing"),
    }


def repeats() -> dict[str, str]:
    """How often what repeats right away is told."""
    return {"once": _("told once"), "each": _("each by itself")}


def walks() -> dict[str, str]:
    """How many paths of one unit count."""
    return {"first": _("one path each"), "every": _("every path")}


def tests() -> dict[str, str]:
    """What a property can be asked."""
    return {
        "is": pgettext("a property", "is"),
        "is_not": pgettext("a property", "is not"),
        "in": pgettext("a property", "is one of (a, b)"),
        "contains": pgettext("a property", "contains"),
        "starts_with": pgettext("a property", "begins with"),
        "at_least": pgettext("a property", "is at least"),
        "at_most": pgettext("a property", "is at most"),
        "more_than": pgettext("a property", "is more than"),
        "less_than": pgettext("a property", "is less than"),
        "is_present": pgettext("a property", "has a value"),
        "is_missing": pgettext("a property", "has no value"),
    }


def unit(key: str) -> str:
    """What is counted: people, or the property by whose values."""
    return breakdown(key) if key else _("people")


def breakdown(key: str) -> str:
    """What an answer is broken down by: "@city" of people, "brand" of events."""
    own = {"@country": _("Country"), "@language": _("Language"), "@origin": _("Origin")}
    return own.get(key) or key.removeprefix("@").replace("_", " ")
