"""A process that forks workers on copies of a business with a sequence: some are in its segment, some come into it.

Run as `python -m`, as `stand`, whose loop it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.crash.stand import DOINGS, START, main, turn  # sets Django up  # isort: skip

from django.core.management import call_command

from suppilo.events import operations as events
from suppilo.foundation import clock, work
from suppilo.messages import operations, tasks
from suppilo.messages.models import Broadcast, Outgoing
from suppilo.messages.sequences import reading, stepping, walking
from suppilo.messages.sequences.rows import Follower, Sequence, SequenceMessage
from suppilo.people import queries as people
from tests.messages.test_sequences import said, write
from tests.messages.world import World, publish

SEGMENT = {"segments": {"keen": {"name": "Keen", "when": {"event": "page_viewed"}}}}
PRESENT = 2
TEN_MINUTES = timedelta(minutes=10)


def prepare(people: int) -> dict[str, Any]:
    """A sequence that has just been started: two are in its segment, the others are about to come into it."""
    call_command("migrate", verbosity=0)
    world = publish(**SEGMENT)
    with clock.at(START - timedelta(hours=1)):
        crowd = [world.person(f"a{n}@example.org", consent="granted", now=clock.now()) for n in range(people)]
        _look_at_a_page(world, crowd[:PRESENT])
        work.run_due(clock.now())
    with clock.at(START):
        texts = (said("one"), said("two", delay=TEN_MINUTES), said("three", delay=TEN_MINUTES))
        number = write(world, *texts, takes_present=True)
        operations.start_sequence(world.workspace_id, number, now=START)
        _look_at_a_page(world, crowd[PRESENT:])
    return {}


def _look_at_a_page(world: World, some: list[int]) -> None:
    facts = [events.NewFact(name="page_viewed", person_id=one, at=clock.now(), external_id=str(one)) for one in some]
    events.record(world.workspace_id, facts)


def work_a_turn(few: bool, **given: Any) -> dict[str, Any]:
    """A turn of a worker; it takes `few` at a time where two are to share them."""
    if few:
        reading.BATCH, stepping.BATCH, walking.BATCH = 2, 1, 2
        given["batch"] = 1
    return turn(**given, **({} if few else {"batch": tasks.BATCH}))


def act(doing: str, minutes: int) -> dict[str, Any]:
    """What a marketer does in the middle: pause it, let it go on, add a message that those past its place get too."""
    row = Sequence.objects.get()
    do = {"pause": operations.pause_sequence, "resume": operations.resume_sequence, "add": _add}[doing]
    with clock.at(START + timedelta(minutes=minutes)):
        do(row.workspace_id, row.pk, now=clock.now())
    return {}


def _add(workspace_id: int, number: int, *, now: datetime) -> None:
    first = SequenceMessage.objects.get(live__name="one").pk
    made = operations.write_sequence_message(
        workspace_id,
        number,
        number=None,
        name="between",
        content=said("between"),
        user_id=None,
        now=now,
        after=first,
    )
    operations.take_into_sequence(workspace_id, number, made, now=now, also_past=True, also_finished=True)


def look() -> dict[str, Any]:
    """The outbox (address, name of the message, status, reference), and who has not come to the end."""
    rows = list(Outgoing.objects.order_by("pk"))
    addresses = people.contact({row.person_id for row in rows}, "email")
    names = dict(Broadcast.objects.values_list("pk", "name"))
    going = Follower.objects.exclude(ended="finished").values_list("person_id", "ended")
    return {
        "messages": [
            [addresses.get(row.person_id, ""), names[row.broadcast_id or 0], row.status, row.reference] for row in rows
        ],
        "going": [*going],
        "messages_of_it": SequenceMessage.objects.filter(live__isnull=False).count(),
    }


if __name__ == "__main__":
    main({**DOINGS, "prepare": prepare, "turn": work_a_turn, "act": act, "look": look})
