"""The forecast of a broadcast is what the gate does when it is sent at once and nothing happens in between."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Broadcast, Outgoing, Phase, Status, Suppression
from suppilo.messages.operations import QueueItem, ask_again, queue, schedule_broadcast, stop_lane, write_broadcast
from suppilo.messages.queries import measure
from suppilo.messages.suppressing import digest
from suppilo.people import operations as people
from suppilo.segments.models import Member
from tests.messages.world import NOON, Post, World, publish

pytestmark = [pytest.mark.django_db]
TEXT = {
    "email": {"subject": {"en": "A", "fi": "B"}, "body": {"en": "New coffee.", "fi": "Uutta kahvia."}},
    "sms": {"text": {"en": "Stop: {{ links.unsubscribe }}", "fi": "Hei ☕ Lopeta: {{ links.unsubscribe }}"}},
    "onsite": {"text": {"en": "Hello", "fi": "Hei"}},
}
MESSAGES = {
    "news_email": {"purpose": "newsletter", "sender": "shop", "subject": {"en": "A", "fi": "B"}, "blocks": []},
    "news_sms": {"channel": "sms", "purpose": "newsletter", **TEXT["sms"]},
    "news_onsite": {"channel": "onsite", "purpose": "newsletter", **TEXT["onsite"]},
    "slip_email": {"subject": {"en": "A", "fi": "B"}, "blocks": []},
}
CHANNELS = ("email", "sms", "onsite")
OUTCOMES = {"sent": "send", "held": "hold", "suppressed": "suppress", "expired": "expire", "failed": "fail"}


@pytest.fixture
def posts() -> Iterator[Post]:
    """The same post office takes mails and texts."""
    before = {channel: ports.provider_of(channel) for channel in ("email", "sms")}
    office = Post()
    ports.use_provider("email", office)
    ports.use_provider("sms", office)
    yield office
    ports._providers.pop("sms")
    for channel, provider in before.items():
        if provider:
            ports.use_provider(channel, provider)  # type: ignore[arg-type]


def turn() -> None:
    work.run_due(clock.now(), only=("broadcasts", "outbox"))


def draw_world(draw: random.Random) -> World:
    """Rules of any strictness."""
    hour = draw.choice([None, "11:00", "13:00"])
    more = {"quiet_hours": {"start": hour, "end": "14:00"}} if hour else {}
    if draw.random() < 0.5:
        more["quiet_after_purchase"] = "2d"
    return publish(
        segments={
            "keen": {"name": "Keen", "when": {"event": "page_viewed"}},
            "few": {"name": "Few", "when": {"event": "page_viewed"}},
        },
        messages=MESSAGES,
        purposes={"newsletter": {"channels": list(CHANNELS), "text": {"en": "News", "fi": "Uutiset"}}},
        caps={channel: {"at_most": draw.choice([1, 1, 2]), "per": draw.choice(["6h", "2d"])} for channel in CHANNELS},
        **more,
    )


def draw_person(draw: random.Random, world: World, number: int) -> int:
    """Somebody who can be reached or not, who agreed or not, in any zone."""
    known = {"visitor": f"v{number}", "email": f"a{number}@example.org", "phone": f"+35840123456{number}"}
    given = {kind: value for kind, value in known.items() if draw.random() < 0.9} or {"visitor": f"v{number}"}
    person = people.identify(
        world.workspace_id,
        identifiers=given,
        at=NOON,
        now=NOON,
        language=draw.choice(["en", "fi", ""]),
        zone=draw.choice(["Europe/Helsinki", "America/New_York", "Nowhere/Else", ""]),
    ).person_id
    for channel in CHANNELS:
        state = draw.choice(["granted", "granted", "granted", "pending", "withdrawn", ""])
        if state:
            world.agree(person, channel, state)
    if draw.random() < 0.1 and "email" in given:
        value = digest(world.workspace_id, "email", given["email"])
        Suppression.objects.create(
            workspace_id=world.workspace_id, channel="email", digest=value, reason="bounce", at=NOON
        )
    for segment in ("keen", "few"):
        if draw.random() < 0.7:
            Member.objects.create(workspace_id=world.workspace_id, person_id=person, segment=segment, first_at=NOON)
    return person


def draw_past(draw: random.Random, world: World, persons: list[int]) -> None:
    """What was queued at some time before or will be due later, and what of it has left."""
    for number in range(draw.randrange(12)):
        message = draw.choice(["news_email", "news_sms", "news_onsite", "slip_email"])
        item = QueueItem(person_id=draw.choice(persons), message_id=message, unique_key=f"k{number}")
        queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    if draw.random() < 0.5:
        turn()
    clock.turn(timedelta(minutes=draw.choice([0, 30, 200])))
    for number in range(draw.randrange(12)):
        message = draw.choice(["news_email", "news_sms", "news_onsite", "slip_email"])
        item = QueueItem(person_id=draw.choice(persons), message_id=message, unique_key=f"l{number}")
        queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
        later = timedelta(minutes=draw.choice([-10, 0, 0, 60, 600]))
        Outgoing.objects.filter(unique_key=item.unique_key).update(due_at=clock.now() + later)


def write(world: World, channel: str, segment: str, hours: int) -> int:
    text = {"channel": channel, "purpose": "newsletter", "sender": "shop", "hours": hours, **TEXT[channel]}
    return write_broadcast(
        world.workspace_id, number=None, name="n", segment=segment, content=text, user_id=None, now=clock.now()
    )


def start(world: World, number: int, at: datetime, *, is_local: bool = False) -> None:
    schedule_broadcast(world.workspace_id, number, starts_at=at, is_local=is_local, now=clock.now())


def became(number: int) -> Counter[str]:
    """What became of everybody, spelled as the forecast spells it."""
    found: Counter[str] = Counter()
    for row in Outgoing.objects.filter(broadcast_id=number):
        because = row.reason_params.get("because", "") if row.status == Status.EXPIRED else ""
        found[":".join(filter(None, (OUTCOMES[row.status], row.reason, because)))] += 1
    return found


@pytest.mark.parametrize("seed", range(15))
def test_the_forecast_is_what_the_gate_does(posts: Post, seed: int) -> None:
    """From the tenth on it is asked, and then sent, for an hour that is still to come."""
    draw = random.Random(seed)
    with clock.at(NOON):
        world = draw_world(draw)
        draw_what_waits(draw, world)
        ours = {channel: write(world, channel, draw.choice(["keen", ""]), draw.choice([2, 72])) for channel in CHANNELS}
        at = clock.now() + timedelta(hours=draw.randrange(1, 9) if seed >= 10 else 0)
        told = {number: forecast(world, number, at) for number in ours.values()}
        for number in ours.values():
            start(world, number, at)
        while clock.now() < at:
            turn()
            clock.turn(timedelta(minutes=10))
        before = len(posts.delivered)
        turn()
        for number in ours.values():
            assert Counter(told[number].get("answers", {})) == became(number)
        texts = set(Outgoing.objects.filter(broadcast_id=ours["sms"]).values_list("reference", flat=True))
        parts = sum(measure(one.text).parts for one in posts.delivered[before:] if one.reference in texts)
        assert told[ours["sms"]].get("parts", {}).get("send", 0) == parts


def draw_what_waits(draw: random.Random, world: World) -> None:
    """People, what is queued for them, other broadcasts that have begun or not; two of them may be one."""
    persons = [draw_person(draw, world, number) for number in range(8)]
    draw_past(draw, world, persons)
    for channel in draw.sample(CHANNELS, draw.randrange(3)):
        start(world, write(world, channel, draw.choice(["few", ""]), 72), clock.now())
    keep, absorb = persons[:2]
    if draw.random() < 0.3:
        people.merge(world.workspace_id, keep=keep, absorb=absorb, reason="staff", at=NOON, now=NOON, origin="live")
    if draw.random() < 0.2:
        stop_lane(world.workspace_id, channel="email", lane=1, now=clock.now())


def forecast(world: World, number: int, at: datetime) -> dict:
    """Ask the gate for that time, while the other broadcasts stand still."""
    others = Broadcast.objects.filter(phase=Phase.SCHEDULED)
    due = dict(others.values_list("pk", "due_at"))
    others.update(due_at=None)
    ask_again(world.workspace_id, number, starts_at=at if at > clock.now() else None, now=clock.now())
    work.run_due(clock.now(), only=("broadcasts",))
    for pk, when in due.items():
        Broadcast.objects.filter(pk=pk).update(due_at=when)
    told = Broadcast.objects.get(pk=number).forecast
    assert told["is_whole"]
    return told


def test_what_is_held_until_before_then_counts_by_then(posts: Post) -> None:
    """The offer waits until 14:00; the broadcast of 15:00 comes second, and that of now waits as the offer does."""
    with clock.at(NOON):
        world = publish(
            messages=MESSAGES,
            caps={"email": {"at_most": 1, "per": "6h"}},
            quiet_hours={"start": "11:00", "end": "14:00"},
        )
        person = world.person("a@example.org", consent="granted")
        item = QueueItem(person_id=person, message_id="news_email", unique_key="k")
        queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
        number = write(world, "email", "", 72)
        assert forecast(world, number, NOON)["answers"] == {"hold:quiet_hours": 1}
        assert forecast(world, number, NOON + timedelta(hours=3))["answers"] == {"hold:cap_reached": 1}
