"""The hash gives each variant its share, and moves nobody whom a change does not concern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from suppilo.definition.model import Experiment, Variant
from suppilo.experiments.assigning import variant_for

pytestmark = pytest.mark.pure
weights = some.lists(some.integers(1, 9), min_size=2, max_size=5)
people = some.lists(some.emails(), min_size=30, max_size=30)


def experiment(weights: list[int], **more: object) -> Experiment:
    variants = tuple(Variant(id=f"v{place}", weight=weight) for place, weight in enumerate(weights))
    return Experiment(name={"en": "Any"}, variants=variants, **more)


def given_to(weights: list[int], who: list[str], salt: str = "any") -> dict[str, str]:
    return {one: variant_for(salt, experiment(weights), one) for one in who}


@pytest.mark.parametrize("weights", [[1, 1], [3, 1], [1, 2, 7], [5, 5, 5, 5], [1000, 1]])
def test_each_variant_gets_the_share_of_its_weight(weights: list[int]):
    many = 20_000
    counted = [0] * len(weights)
    for number in range(many):
        counted[int(variant_for("shares", experiment(weights), f"email:p{number}@example.org")[1:])] += 1
    for found, weight in zip(counted, weights, strict=True):
        share = weight / sum(weights)
        assert abs(found / many - share) < 4 * (share * (1 - share) / many) ** 0.5, (counted, weights)


@given(weights, people, some.integers(1, 9))
def test_a_variant_that_is_added_takes_people_and_moves_nobody_between_the_others(weights, people, weight):
    before, after = given_to(weights, people), given_to([*weights, weight], people)
    assert {after[who] for who in people if after[who] != before[who]} <= {f"v{len(weights)}"}


@given(weights, people, some.integers(1, 9), some.data())
def test_another_weight_moves_people_only_to_its_variant_or_only_away_from_it(weights, people, weight, data):
    place = data.draw(some.integers(0, len(weights) - 1))
    changed = [*weights[:place], weight, *weights[place + 1 :]]
    before, after = given_to(weights, people), given_to(changed, people)
    moved = [who for who in people if before[who] != after[who]]
    side = after if weight > weights[place] else before
    assert {side[who] for who in moved} <= {f"v{place}"}


@given(weights, people)
def test_the_order_of_the_variants_does_not_matter(weights, people):
    plain = experiment(weights)
    turned = plain.model_copy(update={"variants": plain.variants[::-1]})
    assert [variant_for("x", plain, who) for who in people] == [variant_for("x", turned, who) for who in people]


def test_two_experiments_divide_the_same_people_independently():
    people = [f"email:p{number}@example.org" for number in range(4_000)]
    one, other = given_to([1, 1], people, "one"), given_to([1, 1], people, "other")
    both = sum(one[who] == other[who] for who in people)
    assert abs(both / 4_000 - 0.5) < 4 * 0.5 / 4_000**0.5


def test_the_hash_is_the_one_that_is_written_down():
    """Another release must give the same person the same variant: these were drawn by the first."""
    people = [f"email:p{number}@example.org" for number in range(8)]
    assert "".join(given_to([1, 1], people, "subject")[who][1] for who in people) == "01010100"


def test_once_decided_everybody_gets_the_same():
    decided = experiment([1, 1], decided="v1")
    assert {variant_for("x", decided, f"p{number}") for number in range(50)} == {"v1"}
