"""What starts a journey: exactly one kind of trigger, with what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping

from suppilo.definition.checks.dates import look_at_date
from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.where import look_at_where
from suppilo.definition.model import Trigger
from suppilo.definition.model.journey import TRIGGER_KINDS
from suppilo.definition.problems import Path
from suppilo.kernel.saying import there_are

#: What may stand beside each kind.
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "event": ("where", "age_limit"),
    "date": ("repeat", "before", "after", "at", "age_limit"),
    "schedule": ("weekdays", "day", "at", "segment", "age_limit"),
    "manual": (),
}
#: What each schedule needs, and what it cannot have.
_NEEDS = {"daily": ((), ("weekdays", "day")), "weekly": (("weekdays",), ("day",)), "monthly": (("day",), ("weekdays",))}


def look_at_trigger(finder: Finder, trigger: Trigger, path: Path) -> None:
    """Complain about two kinds at once or none, about keys of another kind, and about what they name."""
    given = [kind for kind in TRIGGER_KINDS if getattr(trigger, kind) is not None]
    if len(given) != 1:
        finder.complain("trigger_one", path, known=", ".join(TRIGGER_KINDS))
        return
    kind = given[0]
    for key in sorted(trigger.model_fields_set - {kind, *_BESIDE[kind]}):
        if getattr(trigger, key) not in (None, ()):
            hints = there_are(_BESIDE[kind]) if _BESIDE[kind] else ()
            finder.complain("trigger_key", (*path, key), *hints, at_key=True, key=key, kind=kind)
    if kind == "event":
        _event(finder, trigger, path)
    elif kind == "date":
        look_at_date(finder, str(trigger.date), trigger, path, key="date")
    elif kind == "schedule":
        _schedule(finder, trigger, path)


def _event(finder: Finder, trigger: Trigger, path: Path) -> None:
    fact = finder.fact(str(trigger.event), (*path, "event"))
    if fact is not None:
        look_at_where(finder, fact, trigger.where, (*path, "where"))


def _schedule(finder: Finder, trigger: Trigger, path: Path) -> None:
    needed, strange = _NEEDS[str(trigger.schedule)]
    for key in ("at", "segment", *needed):
        if not getattr(trigger, key):
            finder.complain("missing_key", path, key=key)
    for key in strange:
        if getattr(trigger, key):
            finder.complain("trigger_key", (*path, key), at_key=True, key=key, kind=f"schedule: {trigger.schedule}")
    if trigger.segment:
        finder.expect("segment", trigger.segment, finder.bundle.segments, (*path, "segment"))
