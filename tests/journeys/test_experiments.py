"""The step experiment: everybody goes the way of their variant, and it is kept with the message that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from suppilo.events import queries as log
from suppilo.experiments.assigning import variant_for
from suppilo.experiments.models import Exposure
from suppilo.experiments.queries import exposed
from suppilo.foundation import clock
from suppilo.journeys.models import Enrolment
from suppilo.messages.models import Outgoing
from tests.journeys.story import DATABASE, endings, funnel, happen, journey, turn
from tests.messages.world import MESSAGES, World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SUBJECT = {"name": "Which subject", "variants": [{"id": "plain"}, {"id": "short"}]}
STEP = {
    "id": "which",
    "experiment": "subject",
    "ways": {"short": [{"id": "b", "send": "short_mail"}], "plain": [{"id": "a", "send": "guide_mail"}]},
}
DONE = {"id": "done", "tag": "done"}


def publish_step(*steps: dict[str, Any], subject: dict[str, Any] | None = None) -> World:
    deliver = journey(*(steps or (STEP, DONE)))
    parts = funnel(deliver=deliver, other=deliver) | {"experiments": {"subject": {**SUBJECT, **(subject or {})}}}
    return publish(messages={**MESSAGES, "short_mail": MESSAGES["guide_mail"]}, funnels=[parts])


def start(world: World, many: int, first: int = 0) -> dict[int, str]:
    """People in the journey, and the message that the hash wants for each."""
    rule = world.bundle.funnels[0].experiments["subject"]
    wanted: dict[int, str] = {}
    for number in range(first, first + many):
        person = world.person(f"p{number}@example.org")
        given = variant_for("subject", rule, f"email:p{number}@example.org")
        wanted[person] = {"plain": "guide_mail", "short": "short_mail"}[given]
        happen(world, person)
    turn()
    return wanted


def got() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for person, message in Outgoing.objects.values_list("person_id", "message_id"):
        found.setdefault(person, set()).add(message)
    return found


def test_everybody_goes_the_way_of_their_variant_in_every_journey_the_same():
    world = publish_step()
    wanted = start(world, 12)
    assert set(wanted.values()) == {"guide_mail", "short_mail"}
    assert got() == {person: {message} for person, message in wanted.items()}
    assert len(endings()) == 24
    assert sum(exposed(world.workspace_id, "subject").by_variant.values()) == 12


def test_the_variant_is_told_in_the_transaction_that_queues_the_message(monkeypatch):
    from suppilo.journeys import tasks

    world = publish_step()
    monkeypatch.setattr(tasks, "save", _fails)
    person = next(iter(start(world, 1)))
    assert not Exposure.objects.exists()
    assert not Outgoing.objects.exists()
    assert not log.facts_of(world.workspace_id, [person], names=["experiment_exposed"]).get(person)
    monkeypatch.undo()
    Enrolment.objects.update(due_at=clock.now(), stuck="")
    turn()
    assert Exposure.objects.count() == 1
    assert len(log.facts_of(world.workspace_id, [person], names=["experiment_exposed"])[person]) == 1


def _fails(rows: object) -> None:
    raise RuntimeError("the computer was switched off")


def test_a_decision_sends_whoever_is_new_to_it_also_in_an_older_version():
    rest = {"id": "rest", "wait": "1d"}
    world = publish_step(rest, STEP, DONE)
    wanted = start(world, 6)
    publish_step(rest, STEP, DONE, subject={"decided": "short"})
    from datetime import timedelta

    clock.turn(timedelta(days=1))
    turn()
    assert set(got()) == set(wanted)
    assert set.union(*got().values()) == {"short_mail"}
    assert not Exposure.objects.exists()


def test_a_variant_that_a_journeys_version_does_not_know_goes_the_way_of_the_control():
    world = publish_step()
    person = world.person("p@example.org")
    Exposure.objects.create(
        workspace_id=world.workspace_id, experiment="subject", variant="later", person_id=person, exposed_at=clock.now()
    )
    happen(world, person)
    turn()
    assert got() == {person: {"guide_mail"}}
