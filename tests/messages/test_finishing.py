"""When a broadcast is said to be over is when the last of it leaves: at any paces, growing limits, and nights."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from suppilo.definition.model import Bundle
from suppilo.foundation import clock, work
from suppilo.messages.lasting import SINGLE, Count, Load, last_leaves
from suppilo.messages.models import Broadcast, Lane, Outgoing, Status
from suppilo.messages.operations import QueueItem, ask_again, queue, schedule_broadcast, write_broadcast
from suppilo.messages.pacing import Kind
from suppilo.messages.queries import forecast_of
from tests.messages.world import NOON, World, content, publish

pytestmark = pytest.mark.django_db
CONTENT = {
    "channel": "email",
    "purpose": "newsletter",
    "sender": "shop",
    "hours": 500,
    "subject": {"en": "A", "fi": "B"},
    "body": {"en": "New coffee.", "fi": "Uutta kahvia."},
}
DOMAINS = ("a.example", "b.example", "c.example")


def draw_rules(draw: random.Random) -> dict:
    """Paces of a provider and of domains, a new sender, nights: any of them."""
    rules: dict = {}
    if draw.random() < 0.8:
        rate: dict = {"at_most": draw.choice([3, 20, 60]), "per": draw.choice(["1m", "1h"])}
        if draw.random() < 0.6:
            rate["domains"] = {"a.example": {"at_most": draw.choice([1, 5]), "per": "1m"}}
        rules["rates"] = {"email": rate}
    if draw.random() < 0.5:
        warm = {"begins": "2026-03-10", "first_day": draw.choice([5, 10]), "factor": draw.choice([1.5, 2])}
        rules["senders"] = {"shop": {**content()["senders"]["shop"], "warm_up": warm}}
    if draw.random() < 0.4:
        rules["quiet_hours"] = {"start": "11:00", "end": draw.choice(["13:00", "20:00"])}
    return rules


def write(world: World) -> int:
    about = {"name": "n", "segment": "", "content": CONTENT, "user_id": None}
    return write_broadcast(world.workspace_id, number=None, now=clock.now(), **about)


def told(world: World, number: int, at: datetime | None = None) -> datetime | None:
    ask_again(world.workspace_id, number, starts_at=at, now=clock.now())
    work.run_due(clock.now(), only=("broadcasts",))
    until = Broadcast.objects.get(pk=number).forecast["until"]
    return datetime.fromisoformat(until) if until else None


def live(number: int) -> datetime | None:
    """Send it, going from one due instant to the next; when the last has left."""
    for _ in range(2_000):
        work.run_due(clock.now(), only=("broadcasts", "outbox"))
        due = [
            *Outgoing.objects.filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True)[:1],
            *Broadcast.objects.filter(due_at__isnull=False, phase="scheduled").values_list("due_at", flat=True),
        ]
        if not due:
            break
        clock.turn(max(min(due) - clock.now(), timedelta(milliseconds=100)))
    left = Outgoing.objects.filter(broadcast_id=number, status=Status.SENT).order_by("-sent_at")
    return left.values_list("sent_at", flat=True).first()


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 6])
def test_what_is_told_is_what_happens(post, seed: int) -> None:
    draw = random.Random(seed)
    with clock.at(NOON):
        world = publish(**draw_rules(draw))
        persons = [
            world.person(f"p{number}@{draw.choice(DOMAINS)}", consent=draw.choice(["granted", "granted", ""]))
            for number in range(25)
        ]
        for number in range(draw.choice([0, 12])):
            message = draw.choice(["guide_mail", "offer_mail"])
            item = QueueItem(person_id=draw.choice(persons), message_id=message, unique_key=f"k{number}")
            queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
        if draw.random() < 0.5:
            work.run_due(clock.now(), only=("outbox",))
        number = write(world)
        at = clock.now() + timedelta(hours=2) if draw.random() < 0.3 else None
        until = told(world, number, at)
        schedule_broadcast(world.workspace_id, number, starts_at=at or clock.now(), is_local=False, now=clock.now())
        last = live(number)
        assert (until is None) == (last is None)
        if until and last:
            assert abs(until - last) <= max(timedelta(minutes=2), (last - NOON) / 20), (until, last)


@pytest.mark.usefixtures("noon")
def test_it_is_only_told_where_somebody_waits(post) -> None:
    world = publish()
    for number in range(5):
        world.person(f"p{number}@a.example", consent="granted")
    number = write(world)
    assert told(world, number) is not None
    assert forecast_of(world.workspace_id, number).until is None
    world = publish(rates={"email": {"at_most": 1, "per": "10m"}})
    assert told(world, number) == NOON + timedelta(minutes=40)
    assert forecast_of(world.workspace_id, number).until == NOON + timedelta(minutes=40)


@pytest.mark.pure
def test_very_many_are_reckoned_at_once_and_right_to_a_thousandth() -> None:
    bundle = Bundle.model_validate(content(rates={"email": {"at_most": 100, "per": "1m"}}))
    many = 400 * SINGLE + 7
    load = Load(at=NOON, kind=Kind(1, "email", "", None), many=many, lane=Lane.BROADCAST, is_own=True)
    assert not settings.EMAIL_PER_MINUTE
    until = last_leaves([load], bundle, {"1:email": Count(NOON + timedelta(hours=1))}, now=NOON)
    exact = NOON + timedelta(hours=1, minutes=(many - 1) / 100) - timedelta(seconds=2) + timedelta(seconds=0.6)
    assert until is not None and abs(until - exact) < (exact - NOON) / 1_000


@pytest.mark.pure
def test_who_would_wait_longer_than_a_year_is_not_told_when() -> None:
    bundle = Bundle.model_validate(content(rates={"email": {"at_most": 1, "per": "7d"}}))
    load = Load(at=NOON, kind=Kind(1, "email", "", None), many=60, lane=Lane.BROADCAST, is_own=True)
    assert last_leaves([load], bundle, {}, now=NOON) is None
