"""Scores: each rule says what it gives points for, and how the points fade is said once."""

from __future__ import annotations

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.where import look_at_where
from suppilo.definition.model import Rule
from suppilo.definition.problems import Path

_OF_EVENTS = ("where", "once", "cap", "lasts")


def check(finder: Finder) -> None:
    """Look at every rule of every score; its conditions are looked at among all conditions."""
    for key, score in finder.bundle.scores.items():
        path: Path = ("scores", key)
        if score.half_life is not None and score.expires is not None:
            finder.complain("two_fadings", (*path, "expires"))
        for number, rule in enumerate(score.rules):
            _rule(finder, rule, (*path, "rules", number))


def _rule(finder: Finder, rule: Rule, path: Path) -> None:
    if (rule.event is None) == (rule.when is None):
        finder.complain("points_for_what", path)
        return
    if not rule.points:
        finder.complain("no_points", (*path, "points"))
    if rule.event is not None:
        fact = finder.fact(rule.event, (*path, "event"))
        if fact is not None:
            look_at_where(finder, fact, rule.where, (*path, "where"))
        return
    for name in _OF_EVENTS:
        if getattr(rule, name):
            finder.complain("only_for_events", (*path, name), at_key=True, key=name)
