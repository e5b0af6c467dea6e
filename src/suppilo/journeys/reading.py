"""The reader of the log: facts start journeys, wake those who wait, and join those who turn out to be one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from suppilo.events import operations as events
from suppilo.events.queries import StoredFact
from suppilo.foundation import clock
from suppilo.journeys.entering import acts, enter
from suppilo.journeys.merging import doubles, stop_doubles
from suppilo.journeys.models import Enrolment
from suppilo.journeys.replying import stop_answered
from suppilo.journeys.steps.waiting import CHANGED
from suppilo.journeys.waking import MERGED, soonest, wake_leavers
from suppilo.people import queries as people

BATCH = 500
#: So many batches in which nobody acted are passed over in one turn.
QUIET_BATCHES = 20


def read_facts(now: datetime) -> int:
    """Read on after the bookmark `journeys`; effects and bookmark are one transaction. Answers how many facts.

    A batch in which nobody acted, as when people are brought in from a file, costs little more than its reading: a
    number of them go by in one turn, so that whoever acts now does not wait behind all that an import wrote.
    """
    read = 0
    acted: list[StoredFact] = []

    def handle(facts: list[StoredFact]) -> None:
        _handle(facts)
        acted.extend(filter(acts, facts))

    for _ in range(QUIET_BATCHES):
        found = events.consume("journeys", limit=BATCH, handle=handle)
        read += found
        if found < BATCH or acted:
            break
    return read


def _handle(facts: list[StoredFact]) -> None:
    now = clock.now()
    by_workspace: dict[int, list[StoredFact]] = {}
    for fact in facts:
        by_workspace.setdefault(fact.workspace_id, []).append(fact)
    for workspace_id, some in by_workspace.items():
        for fact in some:
            if fact.name == MERGED and fact.person_id is not None:
                _join(workspace_id, fact, now)
        stop_answered(workspace_id, some, now)
        enter(workspace_id, some, now)
        _wake(workspace_id, [fact for fact in some if acts(fact) or _tells_more(fact)], now)


def _tells_more(fact: StoredFact) -> bool:
    """Whoever waits for a date looks at it anew, also when it came by an import; and in a merge so do all."""
    return fact.name in (CHANGED, MERGED) and fact.person_id is not None and fact.person_id > 0


def _wake(workspace_id: int, facts: Sequence[StoredFact], now: datetime) -> None:
    """Make enrolments due that wait for facts of these names; the step itself looks whether it is the right one. So
    are those whose goal or exit such a fact is about.

    One statement on purpose, and also for those who are due already: it waits for a step that is being written and then
    sees what that step wrote.
    """
    if not facts:
        return
    whom = people.canonical({fact.person_id for fact in facts if fact.person_id is not None})
    everyone = people.aliases(set(whom.values()))
    wake_leavers(workspace_id, facts, everyone, now)
    Enrolment.objects.filter(
        workspace_id=workspace_id,
        person_id__in=list(everyone),
        waiting_for__in={fact.name for fact in facts},
        due_at__isnull=False,
    ).update(due_at=soonest(now))


def _join(workspace_id: int, fact: StoredFact, now: datetime) -> None:
    """Two persons became one. The merge itself stopped what it saw; this stops what was just being started then."""
    person_id = fact.person_id or 0
    everyone = people.aliases(set(people.canonical([person_id]).values()))
    merge = fact.external_id.rpartition(":")[2]
    stop_doubles(doubles(workspace_id, list(everyone)), now, merge=int(merge) if merge.isdigit() else 0)
