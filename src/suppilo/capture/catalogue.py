"""What may be reported to a workspace, and from which sites: worked out once per version that runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from suppilo.capture.reported import Happening, Report, is_event_id, misfit
from suppilo.definition.facts import Fact, fact
from suppilo.definition.model import Bundle
from suppilo.publishing import queries as publishing

#: Built-in facts that a browser may report; the others are written by the rooms that know them to be true.
FROM_OUTSIDE = frozenset({"page_viewed", "form_started", "scrolled", "engaged"})
#: Properties of those that tell one visitor from another: nothing of them is kept of who has not agreed.
LINKING = frozenset({"gclid", "fbclid", "msclkid", "visit"})
OLDEST = timedelta(days=30)


@dataclass(frozen=True)
class Catalogue:
    """The facts that may be reported, by name, and the sites whose pages may report (scheme://host[:port])."""

    facts: Mapping[str, Fact]
    sites: frozenset[str]

    def fault(self, one: Happening, report: Report) -> str:
        """Why an event cannot be taken; empty when it can. A pure look: the log checks for contact data itself."""
        known = self.facts.get(one.name)
        if known is None:
            return f"{one.name!r} cannot be reported; these can: {', '.join(sorted(self.facts))}"
        if not is_event_id(one.id):
            return "id is letters, digits, - and _ only"
        if happened_at(one, report) < report.received_at - OLDEST:
            return f"at lies more than {OLDEST.days} days back; import what is older"
        kinds = known.properties
        for key, value in one.properties.items():
            kind = kinds.get(key)
            if kind is None:
                return f"{one.name!r} has no property {key!r}; it knows {', '.join(kinds)}"
            if not (kind == "text" and type(value) is str) and misfit(kind, value):
                return f"{key!r} is declared as {kind}, and {value!r} is none"
        return ""


def happened_at(one: Happening, report: Report) -> datetime:
    """When it happened by our clock: a sender's clock that is wrong is set right, one that runs ahead is now."""
    if one.at is None:
        return report.received_at
    try:
        return min(one.at + report.clock_off, report.received_at)
    except OverflowError:
        return report.received_at if report.clock_off > timedelta() else one.at


def kept_properties(one: Happening, report: Report) -> dict[str, Any]:
    """What an event says, without what links it with others where the visitor has not agreed to that."""
    if report.consent == "yes" or one.name not in FROM_OUTSIDE or LINKING.isdisjoint(one.properties):
        return one.properties
    return {name: value for name, value in one.properties.items() if name not in LINKING}


def catalogue_of(workspace_id: int) -> Catalogue:
    """What the running definition lets be reported; before the first apply only what is built in."""
    running = publishing.running(workspace_id)
    return _of(running.bundle if running else None)


def sites_of_all() -> frozenset[str]:
    """The sites of every workspace: who may ask whether it may report."""
    return frozenset[str]().union(*(catalogue_of(one).sites for one in publishing.running_workspaces()))


#: By the identity of the bundle, which is kept here too: publishing hands out the same object while a version runs.
_made: dict[int, tuple[Bundle | None, Catalogue]] = {}
_MADE_AT_MOST = 64


def _of(bundle: Bundle | None) -> Catalogue:
    kept = _made.get(id(bundle))
    if kept and kept[0] is bundle:
        return kept[1]
    custom = bundle.events if bundle else {}
    facts = {name: known for name in {*custom, *FROM_OUTSIDE} if (known := fact(name, custom))}
    made = Catalogue(facts, frozenset(bundle.business.sites) if bundle else frozenset())
    while len(_made) >= _MADE_AT_MOST:
        _made.pop(next(iter(_made)), None)
    _made[id(bundle)] = bundle, made
    return made
