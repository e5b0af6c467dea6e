"""Things to do about people: asked for once, ticked off, gone with the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.events import queries as log
from suppilo.foundation import clock
from suppilo.people import operations as people
from suppilo.sales import operations as sales
from suppilo.sales import queries
from suppilo.sales.models import Task
from tests.journeys.story import DATABASE, happen, journey, publish_journeys, turn
from tests.messages.world import NOON
from tests.studio.desk import lay, sign_in

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
CALL = {"id": "call", "task": {"en": "Call them", "fi": "Soita"}, "due": "2d"}


def test_a_journey_puts_a_task_on_the_list_once_and_may_wait_until_it_is_done():
    waits = {"id": "called", "wait_for": "task_done", "timeout": "9d", "then": [{"id": "t", "tag": "called"}]}
    world = publish_journeys(deliver=journey(CALL, waits))
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    (card,) = queries.open_tasks(world.workspace_id)
    assert (card.person_id, card.words["fi"], card.until) == (person, "Soita", NOON + timedelta(days=2))
    clock.turn(timedelta(hours=1))
    assert sales.finish_task(world.workspace_id, card.id, user_id=None, now=clock.now())
    assert not sales.finish_task(world.workspace_id, card.id, user_id=None, now=clock.now())
    turn()
    assert queries.count_open(world.workspace_id) == 0
    names = [fact.name for fact in log.facts_of(world.workspace_id, [person])[person]]
    assert [name for name in names if name.startswith(("task", "tag"))] == ["task_added", "task_done", "tag_added"]


def test_the_same_key_makes_one_task():
    world = publish_journeys(deliver=journey(CALL))
    one = sales.NewTask(person_id=world.person("a@example.org"), unique_key="k", words={"en": "Call"})
    assert sales.add_tasks(world.workspace_id, [one, one], now=NOON) == 1
    assert sales.add_tasks(world.workspace_id, [one], now=NOON) == 0


def test_what_is_urgent_stands_first_and_what_was_reopened_is_back():
    world = publish_journeys(deliver=journey(CALL))
    person = world.person("a@example.org")
    tasks = [
        sales.NewTask(person_id=person, unique_key=key, words={"en": key}, until=until)
        for key, until in (("whenever", None), ("late", NOON), ("soon", NOON - timedelta(days=1)))
    ]
    sales.add_tasks(world.workspace_id, tasks, now=NOON)
    cards = queries.open_tasks(world.workspace_id)
    assert [card.words["en"] for card in cards] == ["soon", "late", "whenever"]
    sales.finish_task(world.workspace_id, cards[0].id, user_id=None, now=NOON)
    assert [card.id for card in queries.done_tasks(world.workspace_id)] == [cards[0].id]
    assert sales.reopen_task(world.workspace_id, cards[0].id)
    assert not sales.reopen_task(world.workspace_id + 1, cards[1].id)
    assert queries.count_open(world.workspace_id) == 3


def test_tasks_go_with_the_person():
    world = publish_journeys(deliver=journey(CALL))
    person = world.person("a@example.org")
    happen(world, person)
    turn()
    people.erase_person(world.workspace_id, person, now=clock.now())
    assert not Task.objects.exists()


def test_the_list_is_ticked_off_at_the_desk(client: Client):
    desk = lay()
    new = sales.NewTask(person_id=desk.person, unique_key="k", words={"en": "Call <Maija>"}, until=NOON)
    sales.add_tasks(desk.workspace.pk, [new], now=NOON)
    sign_in(client, desk.users["sales"])
    with clock.at(NOON + timedelta(hours=1)):
        page = client.get("/studio/roastery/tasks/").content.decode()
        assert "Call &lt;Maija&gt;" in page
        assert "late" in page
        place = f"/studio/roastery/tasks/{Task.objects.get().pk}/"
        assert "Nothing is to be done." in client.post(place, follow=True).content.decode()
        assert Task.objects.get().done_by == desk.users["sales"]
        client.post(place, {"reopen": "1"})
    assert Task.objects.get().done_at is None
