"""Random journeys over random facts in frozen time do what a slow simple interpreter of the same document says."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from suppilo.foundation import clock, work
from suppilo.journeys.models import Ended, Enrolment
from suppilo.messages.models import Outgoing
from suppilo.people import queries as people
from tests.journeys.oracle import Person, Walk
from tests.journeys.story import DATABASE, funnel, happen
from tests.messages.world import MESSAGES, NOON, World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
ZONES = ("Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "Europe/Oslo")
ACTS = ("page_viewed", "offer_bought", "message_clicked")
LASTS = timedelta(days=12)
TASKS = ("journeys", "journey_steps")


class Maker:
    """Random steps, each with an id of its own."""

    def __init__(self, random: Random) -> None:
        self.random, self.number = random, 0

    def steps(self, deep: int = 0) -> list[dict[str, Any]]:
        return [self.step(deep) for _ in range(self.random.randint(0 if deep else 2, 4 - deep))]

    def step(self, deep: int) -> dict[str, Any]:
        self.number += 1
        kinds = ["send", "send", "tag", "wait", "window"] + (
            ["wait_for", "branch", "split", "stop"] if deep < 2 else []
        )
        kind = self.random.choice(kinds)
        return {"id": f"s{self.number}", **getattr(self, kind)(deep)}

    def send(self, deep: int) -> dict[str, Any]:
        return {"send": "guide_mail"}

    def tag(self, deep: int) -> dict[str, Any]:
        return {"tag": self.random.choice("xy"), "remove": self.random.random() < 0.3}

    def wait(self, deep: int) -> dict[str, Any]:
        return {"wait": self.random.choice(["1h", "7h", "1d", "2d"])}

    def window(self, deep: int) -> dict[str, Any]:
        start, end = self.random.sample(["00:00", "02:30", "09:00", "17:00", "22:00"], 2)
        days = self.random.sample(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], self.random.randint(2, 7))
        return {"window": {"start": start, "end": end, "weekdays": days}}

    def wait_for(self, deep: int) -> dict[str, Any]:
        found = {"wait_for": self.random.choice(ACTS), "timeout": self.random.choice(["5h", "1d", "3d"])}
        return {**found, "then": self.steps(deep + 1), "on_timeout": self.steps(deep + 1)}

    def condition(self) -> dict[str, Any]:
        if self.random.random() < 0.5:
            return {"event": self.random.choice(ACTS)}
        return {"attribute": "tags", "contains": self.random.choice("xy")}

    def branch(self, deep: int) -> dict[str, Any]:
        return {"branch": self.condition(), "then": self.steps(deep + 1), "otherwise": self.steps(deep + 1)}

    def split(self, deep: int) -> dict[str, Any]:
        return {"split": [{"weight": self.random.randint(1, 3), "steps": self.steps(deep + 1)} for _ in range(3)]}

    def stop(self, deep: int) -> dict[str, Any]:
        return {"stop": True} if self.random.random() < 0.3 else self.send(deep)

    def journey(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": "Any", "trigger": {"event": "form_submitted"}, "steps": self.steps()}
        for reason in ("goal", "exit"):
            if self.random.random() < 0.25:
                found[reason] = {"event": self.random.choice(ACTS)}
        return found


def live_through(world: World, facts: dict[int, list[tuple[Any, str]]]) -> None:
    """Let everything happen at its minute, the worker turning whenever something happens or is due."""
    coming = sorted((at, person, name) for person, some in facts.items() for at, name in some)
    for person in facts:
        happen(world, person)
    work.run_due(clock.now(), only=TASKS)
    until = NOON + LASTS
    while True:
        due = Enrolment.objects.filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True).first()
        following = [one for one in (due, coming[0][0] if coming else None) if one is not None and one <= until]
        if not following:
            return
        clock.turn(max(min(following) - clock.now(), timedelta()))
        while coming and coming[0][0] <= clock.now():
            at, person, name = coming.pop(0)
            happen(world, person, name, at=at)
        work.run_due(clock.now(), only=TASKS)


def compare(seed: int) -> None:
    random = Random(seed)
    made = Maker(random).journey()
    world = publish(f"w{seed}", messages=MESSAGES, funnels=[funnel(deliver=made)])
    zones = {world.person(f"p{n}@example.org", zone=zone): zone for n, zone in enumerate(ZONES)}
    facts = {
        person: [
            (NOON + timedelta(minutes=random.randint(1, 60 * 24 * 10)), random.choice(ACTS))
            for _ in range(random.randint(0, 4))
        ]
        for person in zones
    }
    live_through(world, facts)
    known = people.attributes_of(zones)
    for person, zone in zones.items():
        inside = Enrolment.objects.filter(person_id=person).first()
        over = Ended.objects.filter(person_id=person).first()
        number = inside.pk if inside else over.enrolment_id if over else 0
        said = Walk(made, Person(zone, facts[person], number), NOON, NOON + LASTS).run()
        rows = Outgoing.objects.filter(person_id=person).order_by("created_at", "pk")
        did = [f"{row.unique_key.rpartition(':')[2]}@{row.created_at:%d %H:%M}" for row in rows]
        got = (did, set(known[person].get("tags") or []), over.reason if over else "")
        assert got == (said.did, said.tags, said.ended), f"seed {seed}, {zone}: {made} {facts[person]}"


@pytest.mark.parametrize("seed", range(12))
def test_a_random_journey_does_what_the_document_says(seed: int) -> None:
    compare(seed)


@pytest.mark.long
def test_five_hundred_random_journeys_do_what_the_document_says() -> None:
    for seed in range(1_000, 1_500):
        compare(seed)
        clock.turn(NOON - clock.now())
