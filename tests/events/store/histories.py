"""A made-up life of a few people, told to the log, while the store is looked after now and then."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from suppilo.events.models import Event
from suppilo.events.operations import NewFact, compact_store, move_person, rebuild_store, record, update_store
from suppilo.events.store import updating

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class History:
    """A made-up life of a few people: facts, merges and their undoing as the people room allows them."""

    def __init__(self, seed: int, workspace: int) -> None:
        self.chance = random.Random(seed)
        self.workspace = workspace
        self.into: dict[int, int] = {}

    def resumed(self) -> History:
        """The same, after reading from the log who is merged."""
        names = ("people_merged", "people_unmerged")
        for row in Event.objects.filter(workspace_id=self.workspace, name__in=names).order_by("seq"):
            absorbed = row.properties["absorbed"]
            self.into.pop(absorbed, None)
            if row.name == "people_merged":
                self.into[absorbed] = row.person_id
        return self

    def root(self, person: int) -> int:
        while person in self.into:
            person = self.into[person]
        return person

    def facts(self, most: int = 30) -> None:
        """Facts of anybody at any time, many at the same instant."""
        record(self.workspace, [self.fact() for _ in range(self.chance.randint(1, most))])

    def fact(self) -> NewFact:
        pick = self.chance
        person = None if pick.random() < 0.05 else pick.randint(1, 12)
        at = NOON + timedelta(minutes=pick.randint(0, 15), microseconds=pick.choice([0, 0, 1]))
        if pick.random() < 0.4:
            place = pick.choice(["a", "b", "Å", ""])
            return NewFact(name="page_viewed", person_id=person, at=at, properties={"page": place}, traffic="scanner")
        amount = pick.choice([0, 1, 1.5, 2.0, None])
        return NewFact(name="deal_won", person_id=person, at=at, properties={"amount": amount}, origin="import")

    def merge(self) -> None:
        """Two people become one; chains happen."""
        kept, absorbed = sorted(self.root(person) for person in self.chance.sample(range(1, 13), 2))
        if kept != absorbed:
            self.into[absorbed] = kept
            said = {"absorbed": absorbed}
            record(self.workspace, [NewFact(name="people_merged", person_id=kept, at=NOON, properties=said)])

    def unmerge(self) -> None:
        """One is taken out again, from somebody who is not merged."""
        able = [one for one, into in self.into.items() if into not in self.into]
        if able:
            absorbed = self.chance.choice(able)
            kept = self.into.pop(absorbed)
            said = {"kept": kept, "absorbed": absorbed}
            record(self.workspace, [NewFact(name="people_unmerged", person_id=kept, at=NOON, properties=said)])

    def erase(self) -> None:
        """Somebody's facts move to a number that stands for nobody."""
        alone = [one for one in range(1, 13) if one not in self.into and one not in self.into.values()]
        if alone:
            nobody = self.chance.randrange(10**6, 10**12)
            move_person(self.workspace, from_id=self.chance.choice(alone), to_id=nobody)

    def look_after(self) -> None:
        """The store goes on by some step."""
        {
            0: lambda: updating.step(self.workspace, limit=7),
            1: lambda: update_store(self.workspace),
            2: lambda: compact_store(self.workspace),
            3: lambda: rebuild_store(self.workspace) if self.chance.random() < 0.2 else None,
        }[self.chance.randrange(4)]()

    def live(self, turns: int) -> None:
        """So many things happen."""
        doings = [self.facts] * 4 + [self.merge] * 2 + [self.unmerge, self.erase] + [self.look_after] * 4
        for _ in range(turns):
            self.chance.choice(doings)()
