"""Why did, or did not, this person get this: what is said where nothing came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from suppilo.foundation import clock, work
from suppilo.journeys import operations as journeys
from suppilo.journeys.models import Enrolment
from suppilo.messages import operations as messages
from suppilo.messages.models import Broadcast
from suppilo.publishing.models import Version
from suppilo.publishing.queries import running
from suppilo.segments.models import Member
from suppilo.studio.queries.why import answer, choices
from suppilo.studio.words.names import Names
from suppilo.team.models import Workspace
from tests.journeys.conftest import noon, post
from tests.journeys.story import DATABASE, happen, journey, publish_journeys, turn
from tests.messages.test_broadcasts import CONTENT, SEGMENT
from tests.messages.world import NOON, World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
__all__ = ["noon", "post"]
SEND = {"id": "guide", "send": "guide_mail"}
REST = {"id": "long_rest", "wait": "2d"}


def why(world: World, person: int, message: str = "guide_mail") -> str:
    """The whole answer as one text, the verdict first."""
    current = running(world.workspace_id)
    names = Names(current.bundle if current else None, "en")
    workspace = Workspace.objects.get(pk=world.workspace_id)
    found = answer(workspace, person, message, names, now=clock.now())
    return "\n".join([found.verdict, *(point.words for point in found.points), *found.ways])


def person_of(world: World) -> int:
    return world.person("a@example.org")


# Nobody entered


def test_the_fact_never_happened() -> None:
    world = publish_journeys(deliver=journey(SEND))
    said = why(world, person_of(world))
    assert said.startswith("No: the journey A journey did not begin for this person.")
    assert "It begins with: Form filled in. That never happened to this person." in said


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ({"origin": "import"}, "imported or made anew, and such facts start nothing"),
        ({"traffic": "scanner"}, "a machine did that"),
        ({"properties": {"form": "other"}}, "but not in the way that the journey asks for"),
        ({"at": NOON - timedelta(hours=24)}, "told of 1 day later or more, and by then it starts nothing"),
    ],
)
def test_the_fact_happened_but_could_not_begin_it(fact: dict[str, Any], words: str) -> None:
    world = publish_journeys(deliver=journey(SEND))
    person = person_of(world)
    happen(world, person, **fact)
    turn()
    assert words in why(world, person)


def test_the_journey_was_paused_then() -> None:
    world = publish_journeys(deliver=journey(SEND))
    person = person_of(world)
    journeys.pause(world.workspace_id, "deliver")
    happen(world, person)
    turn()
    clock.turn(timedelta(hours=1))
    journeys.resume(world.workspace_id, "deliver")
    assert "the journey was paused then" in why(world, person)


def test_the_journey_was_published_only_after_that() -> None:
    world = publish()
    person = person_of(world)
    happen(world, person)
    turn()
    clock.turn(timedelta(hours=1))
    world = publish_journeys(deliver=journey(SEND))
    Version.objects.filter(pk=world.version_id).update(published_at=clock.now())
    assert "the journey was published only after that" in why(world, person)


@pytest.mark.parametrize(
    ("again", "words"),
    [
        ("never", "takes nobody in a second time"),
        ("after_end", "takes nobody in again who is still in it"),
        ("30d", "takes nobody in again before"),
    ],
)
def test_it_does_not_take_the_person_in_again(again: str, words: str) -> None:
    world = publish_journeys(deliver=journey(REST, SEND, again=again))
    person = person_of(world)
    happen(world, person)
    turn()
    clock.turn(timedelta(hours=1))
    happen(world, person)
    turn()
    said = why(world, person)
    assert said.startswith("Not yet: the person is in the journey") and words in said


def test_what_has_just_happened_is_on_its_way() -> None:
    world = publish_journeys(deliver=journey(SEND))
    person = person_of(world)
    happen(world, person)
    assert "just now. The journey begins within seconds" in why(world, person)


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        ({"manual": True}, "nobody has let this person start it"),
        ({"date": "birthday", "repeat": "yearly", "at": "09:00"}, "which is not known of this person"),
    ],
)
def test_a_journey_that_begins_without_a_fact(trigger: dict[str, Any], words: str) -> None:
    world = publish_journeys(deliver=journey(SEND, trigger=trigger))
    assert words in why(world, person_of(world))


def test_what_was_brought_in_as_sent_was_sent() -> None:
    world = publish_journeys(deliver=journey(SEND))
    person = person_of(world)
    happen(world, person, "message_sent", origin="import", properties={"message": "guide_mail", "channel": "email"})
    said = why(world, person)
    assert said.startswith("Yes: it was sent.") and "data that was brought in says" in said


# In the journey


def test_another_way_is_named_and_so_is_the_step() -> None:
    fork = {
        "id": "clicked",
        "wait_for": "message_clicked",
        "timeout": "3d",
        "then": [SEND],
        "on_timeout": [{"id": "no", "tag": "silent"}],
    }
    world = publish_journeys(deliver=journey(fork, REST))
    person = person_of(world)
    happen(world, person)
    turn()
    assert "In the journey A journey, at the step wait for: Message clicked." in why(world, person)
    clock.turn(timedelta(days=3))
    turn()
    said = why(world, person)
    assert said.startswith("No: the person went another way in the journey A journey.")
    assert "this way: it did not happen in time. The message lies in the other: it happened in time." in said
    assert "at the step wait: 2" in said, "where the person is now"
    clock.turn(timedelta(days=2))
    turn()
    assert why(world, person).startswith("No: the person went another way"), "also when it is over"


def test_a_branch_and_a_variant_are_told_as_they_went() -> None:
    branch = {
        "id": "is_tagged",
        "branch": {"attribute": "tags", "contains": "keen"},
        "then": [{"id": "inner", "split": [{"weight": 1, "steps": [SEND]}]}],
    }
    world = publish_journeys(deliver=journey(branch))
    person = person_of(world)
    happen(world, person)
    turn()
    said = why(world, person)
    assert "At the step “branch: is tagged”" in said
    assert "the condition did not hold. The message lies in the other: the condition held" in said


def test_whoever_is_held_by_a_pause_is_told_so() -> None:
    world = publish_journeys(deliver=journey(REST, SEND))
    person = person_of(world)
    happen(world, person)
    turn()
    journeys.pause(world.workspace_id, "deliver")
    clock.turn(timedelta(days=3))
    turn()
    said = why(world, person)
    assert said.startswith("Not yet: the journey A journey is paused, and the person waits in it")
    assert "until somebody lets the journey go on" in said


def test_whoever_is_stuck_is_told_why() -> None:
    world = publish_journeys(deliver=journey(REST, SEND))
    person = person_of(world)
    happen(world, person)
    turn()
    Enrolment.objects.update(stuck="KeyError: offer", stuck_at=clock.now(), due_at=None)
    said = why(world, person)
    assert said.startswith("No: the person cannot go on in the journey A journey: a step before it fails.")
    assert "this step fails: wait: 2" in said and "KeyError: offer" in said


# Broadcasts


@pytest.fixture
def keen() -> World:
    return publish(**SEGMENT)


def join(world: World, person: int) -> None:
    Member.objects.create(workspace_id=world.workspace_id, person_id=person, segment="keen", first_at=clock.now())
    happen(world, person, "segment_entered", properties={"segment": "keen"})


def scheduled(world: World, segment: str = "keen") -> int:
    about = {"workspace_id": world.workspace_id, "now": clock.now()}
    number = messages.write_broadcast(
        **about, number=None, name="Spring", segment=segment, content=CONTENT, user_id=None
    )
    messages.schedule_broadcast(**about, number=number, starts_at=clock.now(), is_local=False)
    return number


def send(turns: int = 4) -> None:
    for _ in range(turns):
        work.run_due(clock.now(), only=("broadcasts", "outbox"))
        clock.turn(timedelta(seconds=30))


def test_a_broadcast_can_be_asked_about_by_whoever_it_was_not_for(keen: World) -> None:
    person = person_of(keen)
    number = scheduled(keen)
    known = dict(choices(keen.workspace_id, person, Names(keen.bundle, "en")))
    assert known[f"broadcast:{number}"] == "Spring"
    send()
    said = why(keen, person, f"broadcast:{number}")
    assert said.startswith("No: the person was not in the segment Keen when the broadcast went through it.")
    assert "No journey" not in said


def test_whoever_came_later_is_told_so(keen: World) -> None:
    person = person_of(keen)
    number = scheduled(keen)
    send()
    join(keen, person)
    said = why(keen, person, f"broadcast:{number}")
    assert said.startswith("No: the person came into the segment Keen only later.")
    assert "The person came into the segment." in said


def test_whoever_became_known_later_is_told_so(keen: World) -> None:
    number = scheduled(keen, segment="")
    send()
    assert "became known only after" in why(keen, person_of(keen), f"broadcast:{number}")


@pytest.mark.parametrize(
    ("do", "words"),
    [
        ("", "Not yet: the broadcast has not begun."),
        ("begin", "Not yet: the broadcast is being sent, and has not come to this person."),
        ("stop", "No: the broadcast was stopped before it came to this person."),
        ("give_up", "No: the broadcast was given up before it came to this person."),
    ],
)
def test_a_broadcast_that_has_not_come_to_the_person_yet(keen: World, do: str, words: str) -> None:
    person = person_of(keen)
    join(keen, person)
    number = scheduled(keen)
    if do == "begin":
        Broadcast.objects.update(phase="running", started_at=clock.now(), after=person - 1)
    elif do:
        messages.stop_broadcast(keen.workspace_id, number, now=clock.now(), for_good=do == "give_up")
    assert why(keen, person, f"broadcast:{number}").startswith(words)


def test_a_broadcast_that_is_not_for_the_person_is_said_before_it_comes(keen: World) -> None:
    number = scheduled(keen)
    assert "is not in the segment Keen." in why(keen, person_of(keen), f"broadcast:{number}")
