"""What may happen to the people inside a journey when a new version runs, and how many each choice is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count

from suppilo.definition.model import Bundle, Journey
from suppilo.journeys.matching import Match, match
from suppilo.journeys.models import Enrolment
from suppilo.journeys.program import END, journeys_of, program_of
from suppilo.publishing import queries as publishing
from suppilo.publishing.ports import Option, Question

#: The choices, the one that is taken when nobody chooses first.
STAY, MOVE, CATCH_UP, RESTART, LEAVE = "stay", "move", "catch_up", "restart", "leave"


class JourneyAsker:
    """The room's questions of a plan."""

    def questions(self, workspace_id: int, old: Bundle | None, new: Bundle) -> list[Question]:
        """One for each journey that changes and has somebody inside."""
        return [
            Question("journey", journey_id, sum(many for _, many in places), tuple(_options(places)))
            for journey_id, places in _places(workspace_id, new).items()
        ]


def _places(workspace_id: int, new: Bundle) -> dict[str, list[tuple[Match, int]]]:
    """By journey that changes for somebody inside: where people would stand, and how many."""
    rows = Enrolment.objects.filter(workspace_id=workspace_id).values_list("journey", "version_id", "step")
    counted = list(rows.annotate(many=Count("pk")).order_by("journey", "version_id", "step"))
    bundles = publishing.bundles_of({version for _, version, _, _ in counted})
    journeys = {version: journeys_of(bundle) for version, bundle in bundles.items()}
    after = journeys_of(new)
    found: dict[str, list[tuple[Match, int]]] = {}
    changed = {one for one, version, _, _ in counted if _differs(journeys[version].get(one), after, one)}
    for journey, version, step, many in counted:
        if journey in changed:
            where = match(program_of(journeys[version][journey]), program_of(after[journey]), step)
            found.setdefault(journey, []).append((where, many))
    return found


def _differs(before: Journey | None, after: dict[str, Journey], journey: str) -> bool:
    """Whether it is another way for those inside; a name or a trigger is none of their concern."""
    if before is None or journey not in after:
        return False
    now = after[journey]
    return (before.steps, before.goal, before.exit) != (now.steps, now.goal, now.exit)


def _options(places: list[tuple[Match, int]]) -> Iterator[Option]:
    everybody = sum(many for _, many in places)
    moved: Counter[str] = Counter()
    for where, many in places:
        moved["same" if where.is_same else "end" if where.step == END else "later"] += many
    missing = sum(many for where, many in places if where.missed)
    yield Option(STAY, (("stay", everybody),))
    yield Option(MOVE, (*moved.items(), *((("not_done", missing),) if missing else ())))
    if missing:
        waiting = sum(many for where, many in places if where.missed and where.left_out)
        yield Option(CATCH_UP, (*moved.items(), ("done_now", missing), *((("no_wait", waiting),) if waiting else ())))
    yield Option(RESTART, (("restart", everybody),))
    yield Option(LEAVE, (("leave", everybody),))
