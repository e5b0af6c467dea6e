"""Classing programs again when the rule has changed, and telling their facts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from suppilo.capture import agents
from suppilo.capture.models import Agent
from suppilo.events import operations as events
from suppilo.foundation.writing import writing

_AGENTS = 200
_FACTS = 5_000


def class_agents(now: datetime) -> int:
    """One bounded batch: class some programs by the present rule, or carry a changed class into some facts.

    Answers how many programs or facts were looked at (0: nothing is due). A task of the worker: each batch is one short
    transaction, and a kill goes on where it was. Reports and stores read the class anew; what journeys did stays done.
    """
    due = Agent.objects.filter(~Q(classed_by=agents.CLASSED_BY)).order_by("pk")[:_AGENTS]
    outdated = list(due)
    if outdated:
        with writing():
            for one in outdated:
                _class_again(one)
        agents.forget()
        return len(outdated)
    first = Agent.objects.filter(recount_from__isnull=False).order_by("recount_from").first()
    if first is None or first.recount_from is None:
        return 0
    with writing():
        place = events.change_traffic(first.pk, first.traffic, after=first.recount_from, limit=_FACTS)
        Agent.objects.filter(pk=first.pk).update(recount_from=place)
    return _FACTS


def _class_again(one: Agent) -> None:
    traffic = agents.class_of(one.text)
    if traffic != one.traffic:
        one.recount_from = 0
    one.traffic, one.classed_by = traffic, agents.CLASSED_BY
    one.save(update_fields=["traffic", "classed_by", "recount_from"])
