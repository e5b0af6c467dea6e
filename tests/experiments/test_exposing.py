"""People get a variant when they first meet an experiment, and keep it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from suppilo.definition.model import Experiment, Variant
from suppilo.events import queries as log
from suppilo.experiments.models import Exposure
from suppilo.experiments.operations import assign_many
from suppilo.experiments.queries import Exposed, exposed
from suppilo.people import operations as people
from suppilo.people import queries as known
from suppilo.people.ports import erasers
from tests.journeys.story import DATABASE
from tests.messages.world import NOON, World, publish

pytestmark = [DATABASE, pytest.mark.usefixtures("noon")]
HOUR = timedelta(hours=1)


def experiment(a: int = 1, b: int = 1, **more: object) -> Experiment:
    return Experiment(name={"en": "Any"}, variants=(Variant(id="a", weight=a), Variant(id="b", weight=b)), **more)


def assign(world: World, *persons: int, rule: Experiment | None = None, at=NOON) -> list[str]:
    origins = dict.fromkeys(persons, "live")
    given = assign_many(
        world.workspace_id, experiment_id="subject", experiment=rule or experiment(), origins=origins, now=at
    )
    return [given[person] for person in persons]


def someone(world: World, variant: str, start: int = 0) -> int:
    """A person whom the hash gives the variant."""
    from suppilo.experiments.assigning import variant_for

    number = next(n for n in range(start, 99) if variant_for("subject", experiment(), f"email:p{n}@x.org") == variant)
    return world.person(f"p{number}@x.org")


def counts(world: World) -> tuple[dict[str, int], int]:
    found: Exposed = exposed(world.workspace_id, "subject")
    return dict(found.by_variant), found.mixed


def merge(kept: int, absorbed: int, world: World) -> None:
    at = NOON + 2 * HOUR
    people.merge(world.workspace_id, keep=kept, absorb=absorbed, reason="staff", at=at, now=at)


def test_whoever_was_given_a_variant_keeps_it_whatever_the_weights_become():
    world = publish()
    persons = [world.person(f"p{number}@x.org") for number in range(40)]
    before = assign(world, *persons)
    assert set(before) == {"a", "b"}
    assert assign(world, *persons, rule=experiment(1, 1000)) == before
    assert sum(counts(world)[0].values()) == 40


def test_it_is_told_once_with_the_origin_of_its_cause():
    world = publish()
    person = world.person("p@x.org")
    for _ in range(2):
        assign_many(
            world.workspace_id,
            experiment_id="subject",
            experiment=experiment(),
            origins={person: "import"},
            now=NOON,
        )
    (fact,) = log.facts_of(world.workspace_id, [person], names=["experiment_exposed"])[person]
    assert (fact.properties["experiment"], fact.origin) == ("subject", "import")
    assert fact.properties["variant"] == Exposure.objects.get().variant


def test_neither_the_variant_nor_the_fact_outlives_what_was_to_be_shown():
    world = publish()
    person = world.person("p@x.org")
    with pytest.raises(RuntimeError), transaction.atomic():
        assign(world, person)
        raise RuntimeError("what was to be shown failed")
    assert not Exposure.objects.exists()
    assert not log.facts_of(world.workspace_id, [person], names=["experiment_exposed"]).get(person)


def test_the_first_identifier_decides_not_the_one_that_came_later():
    world = publish()
    person = someone(world, "a")
    (own,) = known.identifiers_of([person])[person]
    for number in range(8):
        now = NOON + HOUR
        given = {"email": own.value, "visitor": f"v{number}"}
        people.identify(world.workspace_id, identifiers=given, at=now, now=now)
    assert len(known.identifiers_of([person])[person]) > 1
    assert assign(world, person, at=NOON + 2 * HOUR) == ["a"]


def test_a_decided_experiment_takes_nobody_in_and_whoever_was_in_it_keeps_theirs():
    world = publish()
    old, new = someone(world, "a"), someone(world, "a", 50)
    assign(world, old)
    assert assign(world, old, new, rule=experiment(decided="b")) == ["a", "b"]
    assert counts(world) == ({"a": 1}, 0)


def test_whose_variant_is_no_more_gets_the_control():
    world = publish()
    person = someone(world, "b")
    assign(world, person)
    other = experiment().model_copy(update={"variants": (Variant(id="a"), Variant(id="c"))})
    assert assign(world, person, rule=other) == ["a"]


def test_two_variants_of_one_person_count_for_neither_until_they_are_two_again():
    world = publish()
    one, other, third = someone(world, "a"), someone(world, "b"), someone(world, "b", 50)
    assign(world, one)
    assign(world, other, third, at=NOON + HOUR)
    told = [row.code for row in known.preview_merge(world.workspace_id, keep=one, absorb=other, now=NOON).consequences]
    assert "two_variants" in told
    merge(one, other, world)
    assert counts(world) == ({"b": 1}, 1)
    assert assign(world, one, other) == ["a", "a"]  # the first that they were given
    at = NOON + 3 * HOUR
    people.unmerge(world.workspace_id, absorbed=other, at=at, now=at)
    assert counts(world) == ({"a": 1, "b": 2}, 0)
    assert assign(world, one, other) == ["a", "b"]


def test_the_same_variant_twice_counts_once():
    world = publish()
    one, other = someone(world, "b"), someone(world, "b", 50)
    assign(world, one, other)
    merge(one, other, world)
    assert counts(world) == ({"b": 1}, 0)


def test_an_erased_person_still_counts_for_nobody():
    world = publish()
    one, other = someone(world, "b"), someone(world, "b", 50)
    assign(world, one, other)
    merge(one, other, world)
    people.erase_person(world.workspace_id, one, now=NOON + 4 * HOUR)
    assert counts(world) == ({"b": 1}, 0)
    row = Exposure.objects.get()
    assert row.person_id < 0
    assert "experiments" in erasers()


def test_the_number_of_statements_does_not_grow_with_the_people(django_assert_max_num_queries):
    world = publish()
    persons = [world.person(f"p{number}@x.org") for number in range(60)]
    with django_assert_max_num_queries(16):
        assign(world, *persons)
    with django_assert_max_num_queries(8):
        assign(world, *persons)
