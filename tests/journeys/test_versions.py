"""A new version and the people inside: counted first, done as chosen, and no message twice or left out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from suppilo.definition.reading.result import Reading
from suppilo.foundation import clock, work
from suppilo.journeys.models import Enrolment
from suppilo.messages.models import Outgoing
from suppilo.publishing import operations as publishing
from suppilo.publishing.errors import UnknownChoice
from suppilo.team.models import Workspace
from tests.journeys.story import DATABASE, TASKS, endings, funnel, happen, inside, journey, turn
from tests.messages.world import MESSAGES, NOON, content

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
LETTERS = "abcdefgh"


def send(letter: str) -> dict[str, Any]:
    return {"id": letter, "send": f"mail_{letter}"}


def rest(name: str = "w", days: int = 2) -> dict[str, Any]:
    return {"id": name, "wait": f"{days}d"}


def tag(name: str) -> dict[str, Any]:
    return {"id": name, "tag": name}


class Story:
    """A workspace whose journey changes, published as everybody publishes."""

    def __init__(self, *steps: dict[str, Any], **more: Any) -> None:
        workspace = Workspace.objects.create(slug="kahvila", name="Kahvila", created_at=NOON)
        self.workspace_id = workspace.pk
        self.number: int | None = None
        self.publish(*steps, **more)

    def reading(self, *steps: dict[str, Any], **more: Any) -> Reading:
        from suppilo.definition.model import Bundle

        messages = {f"mail_{letter}": MESSAGES["guide_mail"] for letter in LETTERS}
        bundle = Bundle.model_validate(content(messages=messages, funnels=[funnel(deliver=journey(*steps, **more))]))
        return Reading(bundle, (), {}, "", {})

    def publish(self, *steps: dict[str, Any], choice: str = "", **more: Any) -> None:
        people = {"deliver": choice} if choice else {}
        applied = publishing.apply(
            self.workspace_id, self.reading(*steps, **more), made_from=self.number, people=people
        )
        self.number = applied.number
        work.run_due(clock.now(), only=("migrations",))

    def options(self, *steps: dict[str, Any], **more: Any) -> dict[str, dict[str, int]]:
        plan = publishing.plan(self.workspace_id, self.reading(*steps, **more))
        return {one.name: dict(one.outcomes) for question in plan.questions for one in question.options}

    def start(self, name: str = "a") -> int:
        from suppilo.people import operations as people

        given = {"email": f"{name}@example.org"}
        person = people.identify(self.workspace_id, identifiers=given, at=clock.now(), now=clock.now()).person_id
        happen(self, person)  # type: ignore[arg-type]
        turn()
        return person


def later(**time: float) -> None:
    clock.turn(timedelta(**time))
    turn()


def sent(person: int) -> str:
    """The letters that somebody got, in order."""
    rows = Outgoing.objects.filter(person_id=person, status="sent").order_by("pk")
    return "".join(row.message_id[-1] for row in rows)


@pytest.mark.parametrize(
    ("choice", "got"),
    [("", "ab"), ("stay", "ab"), ("move", "ab"), ("catch_up", "acb"), ("restart", "acb"), ("leave", "a")],
)
def test_a_step_added_before_peoples_place(choice: str, got: str):
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    after = (send("a"), send("c"), rest(), send("b"))
    assert story.options(*after) == {
        "stay": {"stay": 1},
        "move": {"same": 1, "not_done": 1},
        "catch_up": {"same": 1, "done_now": 1},
        "restart": {"restart": 1},
        "leave": {"leave": 1},
    }
    later(days=1)
    story.publish(*after, choice=choice)
    turn()
    later(days=1)
    if choice == "restart":
        later(days=1)
    assert sent(person) == got


def test_a_step_caught_up_is_done_at_once_and_the_wait_goes_on_as_it_was():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    later(days=1)
    story.publish(tag("early"), send("a"), send("c"), rest(), send("b"), choice="catch_up")
    turn()
    assert sent(person) == "ac"
    assert inside() == [(person, "w")]
    assert Enrolment.objects.get().due_at == NOON + timedelta(days=2)
    later(days=1)
    assert (sent(person), endings()) == ("acb", [(person, "finished")])


def test_a_step_added_at_peoples_place_right_behind_what_they_wait_for():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    assert story.options(send("a"), rest(), send("c"), send("b"))["move"] == {"same": 1}
    story.publish(send("a"), rest(), send("c"), send("b"), choice="move")
    later(days=2)
    assert sent(person) == "acb"


def test_a_step_added_behind_a_last_wait_is_reached():
    story = Story(send("a"), rest())
    person = story.start()
    story.publish(send("a"), rest(), send("b"), choice="move")
    later(days=2)
    assert sent(person) == "ab"


def test_a_step_added_after_peoples_place():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    assert story.options(send("a"), rest(), send("b"), rest("x"), send("c"))["move"] == {"same": 1}
    story.publish(send("a"), rest(), send("b"), rest("x"), send("c"), choice="move")
    later(days=2)
    later(days=2)
    assert sent(person) == "abc"


def test_when_their_step_is_removed_they_go_on_at_the_next_one_that_is_left():
    story = Story(send("a"), rest(), send("b"), send("c"))
    person = story.start()
    assert story.options(send("a"), send("c"))["move"] == {"later": 1}
    story.publish(send("a"), send("c"), choice="move")
    turn()
    assert (sent(person), endings()) == ("ac", [(person, "finished")])


def test_when_nothing_is_left_they_come_to_the_end():
    story = Story(send("a"), rest())
    person = story.start()
    assert story.options(send("a"))["move"] == {"end": 1}
    story.publish(send("a"), choice="move")
    turn()
    assert endings() == [(person, "finished")]


def test_when_a_fork_is_removed_its_steps_that_are_left_follow():
    await_ = {"id": "f", "wait_for": "order_paid", "timeout": "9d", "on_timeout": [send("b")]}
    story = Story(send("a"), await_, send("c"))
    person = story.start()
    story.publish(send("a"), send("b"), send("c"), choice="move")
    turn()
    assert sent(person) == "abc"


def test_steps_in_another_order_leave_none_out_and_repeat_none():
    story = Story(send("a"), rest(), send("b"), send("c"))
    person = story.start()
    story.publish(send("c"), rest("x"), send("b"), rest(), send("a"), choice="move")
    turn()
    assert sent(person) == "acb"  # what was to come and lies behind them now is done now
    later(days=2)
    assert (sent(person), endings()) == ("acb", [(person, "finished")])


def test_whoever_starts_anew_gets_only_what_they_have_not_had():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    later(days=2)
    assert sent(person) == "ab"
    other = story.start("b")
    story.publish(send("a"), send("c"), rest(), send("b"), choice="restart")
    turn()
    assert sent(other) == "ac"
    later(days=2)
    assert (sent(other), sent(person)) == ("acb", "ab")


def test_whoever_leaves_gets_nothing_more_and_the_history_says_why():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    story.publish(send("a"), rest(), send("c"), choice="leave")
    later(days=5)
    assert (sent(person), endings()) == ("a", [(person, "left")])


def test_what_is_waited_for_may_be_another_and_is_then_looked_for():
    story = Story(send("a"), {"id": "f", "wait_for": "order_paid", "timeout": "9d", "then": [send("b")]})
    person = story.start()
    later(hours=1)
    happen(story, person, "offer_bought", properties={"offer": "box"})  # type: ignore[arg-type]
    turn()
    after = {"id": "f", "wait_for": "offer_bought", "timeout": "9d", "then": [send("c")]}
    story.publish(send("a"), after, choice="move")
    turn()
    assert sent(person) == "ac"


def test_a_goal_is_asked_before_what_is_caught_up():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    happen(story, person, "offer_bought", properties={"offer": "box"})  # type: ignore[arg-type]
    story.publish(send("c"), send("a"), rest(), send("b"), goal={"event": "offer_bought"}, choice="catch_up")
    turn()
    assert (sent(person), endings()) == ("a", [(person, "goal")])


def test_people_of_several_versions_are_each_matched_from_their_own():
    story = Story(send("a"), rest(), send("b"))
    first = story.start("a")
    story.publish(send("a"), send("c"), rest(), send("b"))
    second = story.start("b")
    assert story.options(send("a"), send("c"), rest(), send("b"), send("d"))["catch_up"] == {"same": 2, "done_now": 1}
    story.publish(send("a"), send("c"), rest(), send("b"), send("d"), choice="catch_up")
    later(days=2)
    assert (sent(first), sent(second)) == ("acbd", "acbd")


def test_nothing_is_asked_about_a_journey_that_does_not_change_or_is_empty():
    story = Story(send("a"), rest(), send("b"))
    assert story.options(send("a")) == {}
    story.start()
    assert story.options(send("a"), rest(), send("b"), again="always") == {}


@pytest.mark.parametrize("people", [{"deliver": "catch_up"}, {"deliver": "fly"}, {"other": "move"}])
def test_a_choice_that_the_plan_does_not_offer_is_refused(people: dict[str, str]):
    story = Story(send("a"), rest(), send("b"))
    story.start()
    with pytest.raises(UnknownChoice, match="deliver=move"):
        reading = story.reading(send("a"), rest(), send("b"), send("c"))
        publishing.apply(story.workspace_id, reading, made_from=1, people=people)
    assert Enrolment.objects.get().version.number == 1


def test_a_rollback_asks_too():
    story = Story(send("a"), rest(), send("b"))
    story.publish(send("a"), rest(), send("c"))
    person = story.start()
    (question,) = publishing.plan_rollback(story.workspace_id, 1).questions
    assert [option.name for option in question.options] == ["stay", "move", "restart", "leave"]
    publishing.rollback(story.workspace_id, 1, made_from=2, people={"deliver": "move"})
    work.run_due(clock.now(), only=("migrations", *TASKS))
    later(days=2)
    assert sent(person) == "ab"


def test_many_people_are_moved_in_batches():
    story = Story(rest(), send("b"))
    persons = [story.start(f"p{number}") for number in range(3)]
    from suppilo.journeys import moving

    before, moving.BATCH = moving.BATCH, 2
    try:
        story.publish(rest(), tag("x"), send("c"), choice="move")
    finally:
        moving.BATCH = before
    later(days=2)
    assert [sent(person) for person in persons] == ["c", "c", "c"]


def test_whoever_was_stuck_tries_again_in_the_new_version():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    Enrolment.objects.update(stuck="KeyError: 'b'", stuck_at=clock.now(), due_at=None)
    story.publish(send("a"), rest(), send("c"), choice="move")
    later(days=2)
    assert sent(person) == "ac"


def test_a_version_that_is_brought_to_an_end_late_leaves_those_alone_who_entered_by_a_later_one():
    story = Story(send("a"), rest(), send("b"))
    without = story.reading(rest())
    bare = without.bundle.model_copy(update={"funnels": ()})  # type: ignore[union-attr]
    publishing.apply(story.workspace_id, Reading(bare, (), {}, "", {}), made_from=1)
    publishing.apply(story.workspace_id, story.reading(send("a"), rest(), send("b")), made_from=2)
    person = story.start()
    work.run_due(clock.now(), only=("migrations",))
    assert inside() == [(person, "w")]


def fork(then: list[dict[str, Any]], otherwise: list[dict[str, Any]], name: str = "f") -> dict[str, Any]:
    return {"id": name, "branch": {"event": "offer_bought"}, "then": then, "otherwise": otherwise}


def buys(story: Story, person: int) -> None:
    happen(story, person, "offer_bought", properties={"offer": "box"})  # type: ignore[arg-type]


def test_a_fork_behind_somebody_is_asked_now_and_only_the_way_that_is_chosen_is_done():
    story = Story(send("a"), rest(), send("b"))
    buyer, other = story.start("a"), story.start("b")
    buys(story, buyer)
    after = (send("a"), fork([send("c"), tag("x")], [send("d")]), rest(), send("b"))
    assert story.options(*after)["catch_up"] == {"same": 2, "done_now": 2}
    story.publish(*after, choice="catch_up")
    turn()
    assert (sent(buyer), sent(other)) == ("ac", "ad")
    assert Enrolment.objects.filter(step="w", detour={}).count() == 2
    later(days=2)
    assert (sent(buyer), sent(other)) == ("acb", "adb")


def test_waits_behind_somebody_are_left_out_with_all_that_stands_in_their_ways_and_that_is_said():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    await_ = {"id": "g", "wait_for": "order_paid", "timeout": "9d", "on_timeout": [send("h")]}
    after = (send("a"), rest("x"), await_, fork([], [rest("y"), send("c")]), send("d"), rest(), send("b"))
    assert story.options(*after)["catch_up"] == {"same": 1, "done_now": 1, "no_wait": 1}
    story.publish(*after, choice="catch_up")
    turn()
    assert sent(person) == "acd"
    later(days=2)
    assert (sent(person), endings()) == ("acdb", [(person, "finished")])


def test_moved_without_catching_up_new_forks_behind_are_not_asked():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    story.publish(send("a"), fork([], [send("c")]), rest(), send("b"), choice="move")
    later(days=2)
    assert sent(person) == "ab"


@pytest.mark.parametrize("choice", ["move", "catch_up"])
def test_a_fork_that_was_to_come_and_lies_behind_now_is_asked_now(choice: str):
    story = Story(send("a"), rest(), fork([send("c")], [send("d")]), send("b"))
    person = story.start()
    story.publish(send("a"), fork([send("c")], [send("d"), send("e")]), rest(), send("b"), choice=choice)
    turn()
    assert sent(person) == {"move": "ad", "catch_up": "ade"}[choice]
    later(days=2)
    assert sent(person) == {"move": "adb", "catch_up": "adeb"}[choice]


def test_what_somebody_has_had_is_not_repeated_by_a_fork_that_is_put_around_it():
    story = Story(send("a"), tag("x"), rest(), send("b"))
    person = story.start()
    from suppilo.people import operations as people

    later(hours=1)
    bare = people.Description(person_id=person, values={"tags": ()}, at=clock.now())
    people.set_attributes_many(
        story.workspace_id, [bare], now=clock.now(), origin="live", source="staff", types={"tags": "list"}
    )
    story.publish(fork([], [send("a"), tag("x"), send("c")]), rest(), send("b"), choice="catch_up")
    turn()
    assert sent(person) == "ac"
    from suppilo.people import queries as known

    assert not known.attributes_of([person])[person].get("tags"), "a tag that was taken away since is not put back"


def test_the_fork_that_is_put_around_their_place_is_not_asked():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    story.publish(send("a"), fork([], [send("c"), rest(), send("b")]), choice="catch_up")
    turn()
    assert sent(person) == "ac"
    later(days=2)
    assert (sent(person), endings()) == ("acb", [(person, "finished")])


def test_a_fork_in_a_fork_and_a_split_behind_somebody_lead_somewhere():
    story = Story(send("a"), rest(), send("b"))
    persons = [story.start(f"p{number}") for number in range(6)]
    buys(story, persons[0])
    ways = [{"steps": [send("c"), fork([send("e")], [send("d")], "g")]}, {"steps": [send("h")]}]
    story.publish(send("a"), {"id": "s", "split": ways}, rest(), send("b"), choice="catch_up")
    turn()
    from suppilo.journeys.steps.forking import way_of

    numbers = dict(Enrolment.objects.values_list("person_id", "pk"))
    for person in persons:
        deep = "ace" if person == persons[0] else "acd"
        assert sent(person) == (deep, "ah")[way_of(numbers[person], "s", [1, 1])]


def test_whom_a_fork_behind_them_stops_is_stopped():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    buys(story, person)
    story.publish(send("a"), fork([{"id": "z", "stop": True}], [send("c")]), rest(), send("b"), choice="catch_up")
    later(days=2)
    assert (sent(person), endings()) == ("a", [(person, "stopped")])


def test_a_round_that_a_newer_version_interrupts_is_finished_and_the_wait_is_as_long_as_before():
    story = Story(send("a"), rest(), send("b"))
    person = story.start()
    later(days=1)
    story.publish(send("a"), fork([], [send("c")]), send("d"), rest(), send("b"), choice="catch_up")
    story.publish(send("a"), fork([], [send("c")]), send("d"), send("e"), rest(), send("b"), choice="move")
    turn()
    assert sent(person) == "acd"
    assert Enrolment.objects.get().due_at == NOON + timedelta(days=2)
    later(days=1)
    assert sent(person) == "acdb"
