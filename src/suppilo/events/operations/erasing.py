"""Facts of an erased person: they stay to be counted, under a number that stands for nobody, without what is theirs."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from suppilo.definition.facts import all_facts
from suppilo.events.models import Conflict, Event
from suppilo.events.operations.moving import reread_people
from suppilo.events.store import updating
from suppilo.foundation.writing import writing

_BATCH = 200
#: These facts say who is whom. They go last: until then the log and its stores agree on whose the others are.
MERGES = ("people_merged", "people_unmerged")
#: Random ids that are counted as different ones: made anew, the same for the same.
_IDS = frozenset({"visit", "order", "deal"})
#: Texts of built-in facts that may be a person's own; every other one names a thing of the definition.
_FREE = frozenset({"url", "referrer", "link", "landing_page", "seller"})
#: How many other people must have left the same text, so that it says nothing of one of them.
_CROWD = 5


@dataclass
class Farewell:
    """An erasure as far as the log is concerned. `salt` is a secret of this erasure, forgotten at its end."""

    workspace_id: int
    numbers: tuple[int, ...]
    nobody: int
    salt: str
    is_cleared: bool = False
    _crowds: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    def rows(self) -> QuerySet[Event]:
        """Facts that still stand under one of the person's numbers."""
        return Event.objects.filter(workspace_id=self.workspace_id, person_id__in=self.numbers).order_by("seq")

    def anew(self, value: object) -> str:
        """A random text in place of `value`, the same for the same."""
        return hmac.new(self.salt.encode(), str(value).encode(), hashlib.sha256).hexdigest()[:24]

    def cleared(self, event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
        """The fact's properties, and their folded texts, without what is the person's own."""
        properties, folded = dict(event.properties), dict(event.folded)
        known = event.name in all_facts()
        for key, value in event.properties.items():
            if event.name in MERGES:
                properties[key] = self.nobody if key == "kept" else _number(self.anew(value))
            elif key in _IDS and value:
                properties[key] = folded[key] = self.anew(value)
            elif self._is_own(event.name, key, value, known):
                del properties[key]
                folded.pop(key, None)
                self.is_cleared = True
        return properties, {key: text for key, text in folded.items() if key in event.folded}

    def _is_own(self, name: str, key: str, value: Any, known: bool) -> bool:
        if isinstance(value, list):
            return not known
        if not isinstance(value, str) or not value or (known and key not in _FREE and name != "deal_lost"):
            return False
        place = (name, key, value)
        if place not in self._crowds:
            others = Event.objects.filter(workspace_id=self.workspace_id, name=name, **{f"properties__{key}": value})
            others = others.filter(person_id__gt=0).exclude(person_id__in=self.numbers)
            people = others.order_by().values_list("person_id", flat=True).distinct()[:_CROWD]
            self._crowds[place] = len(people) == _CROWD
        return not self._crowds[place]


def _number(text: str) -> int:
    """A number of nobody from a random text."""
    return -(int(text[:12], 16) + 2**20)


def erase_facts(farewell: Farewell) -> int:
    """Let every fact count for nobody, in batches, all but merges; answers how many. Killed, it is called again.

    Texts that are the person's own are removed: of built-in facts those that came from outside, of a business's own
    events all, unless several other people left the same. Ids under which a fact was reported are made anew. Stores
    take the facts anew; one that may hold a removed text in its dictionary is to be built anew (`forget_texts`).
    """
    moved = 0
    while batch := list(farewell.rows().exclude(name__in=MERGES)[:_BATCH]):
        _move(farewell, batch)
        moved += len(batch)
    return moved


def erase_merges(farewell: Farewell) -> int:
    """The end of it, in the caller's transaction: merges name nobody, and what came in meanwhile goes along."""
    batch = list(farewell.rows())
    if batch:
        _move(farewell, batch)
    return len(batch)


def forget_texts(workspace_id: int) -> None:
    """Have the store built anew, so that no file of it holds a text that is not in the log any more."""
    while not updating.rebuild(workspace_id):
        time.sleep(0.05)


def _move(farewell: Farewell, batch: Collection[Event]) -> None:
    for event in batch:
        event.properties, event.folded = farewell.cleared(event)
        event.external_id = f"erased:{farewell.anew((event.source, event.name, event.external_id))}"
    people = {event.person_id for event in batch if event.person_id is not None}
    for event in batch:
        event.person_id = farewell.nobody
    with writing():
        Conflict.objects.filter(first__in=[event.seq for event in batch]).delete()
        Event.objects.bulk_update(batch, ["person_id", "external_id", "properties", "folded"])
        reread_people(farewell.workspace_id, {farewell.nobody, *people})
