"""Attribution: worked by hand, and the same answers as the slow reference."""

from __future__ import annotations

import pickle
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from suppilo.kernel.attribution import MODELS, WHOLE, AttributionPlan, AttributionSums, attribution_sums
from suppilo.kernel.attribution_reference import Event, credited
from suppilo.kernel.matching import Matching
from tests.kernel.people_at_random import CHANNELS, Row, crowds, events_of, marking, markings, mask, split
from tests.large_numbers import share_of

pytestmark = pytest.mark.pure

VISIT, BUY = 0, 1
AD, MAIL, DIRECT = 1, 2, 3
MATCHING = marking({VISIT}, {BUY})
AMOUNTS = np.array([10.0, 20.0, 0.0, 5.0])


def counted(people: list[list[Row]], plan: AttributionPlan, cuts: int = 1) -> AttributionSums:
    sums = [attribution_sums(part, pickle.loads(pickle.dumps(plan))) for part in split(events_of(people), cuts)]
    return reduce(add, pickle.loads(pickle.dumps(sums)))


def shares(touches: list[tuple[int, int]], model: Any, bought: int = 100, **options: Any) -> list[float]:
    """The shares of channels 0 to 3 of one purchase after touches (when, channel)."""
    person = [(at, VISIT, channel, False) for at, channel in touches] + [(bought, BUY, 0, False)]
    plan = AttributionPlan(MATCHING, "channel", CHANNELS, model, **options)
    return [round(one, 9) for one in counted([person], plan).credits.tolist()]


WAY = [(1, AD), (2, MAIL), (3, MAIL), (4, DIRECT)]


def test_each_model_credits_as_it_says():
    assert shares(WAY, "first") == [0, 1, 0, 0]
    assert shares(WAY, "last") == [0, 0, 0, 1]
    assert shares(WAY, "last_non_direct", direct=DIRECT) == [0, 0, 1, 0]
    assert shares(WAY, "linear") == [0, 0.25, 0.5, 0.25]
    assert shares(WAY, "position") == [0, 0.4, 0.2, 0.4]


def test_position_gives_one_touch_all_and_two_half_each():
    assert shares(WAY[:1], "position") == [0, 1, 0, 0]
    assert shares(WAY[:2], "position") == [0, 0.5, 0.5, 0]


def test_time_decay_halves_with_each_half_life():
    assert shares([(80, AD), (90, MAIL)], "time_decay", half_life_us=10) == [0, round(1 / 3, 9), round(2 / 3, 9), 0]


def test_a_purchase_after_direct_visits_only_is_the_last_ones():
    assert shares([(1, DIRECT), (2, DIRECT)], "last_non_direct", direct=DIRECT) == [0, 0, 0, 1]


def test_the_look_back_includes_its_first_instant():
    assert shares([(90, AD)], "last", look_back_us=10) == [0, 1, 0, 0]
    assert shares([(89, AD)], "last", look_back_us=10) == [0, 0, 0, 0]


def test_no_value_is_a_touch_only_when_it_is_the_direct_one():
    assert shares([(1, AD), (2, 0)], "last") == [0, 1, 0, 0]
    assert shares([(1, AD), (2, 0)], "last", direct=0) == [1, 0, 0, 0]
    assert shares([(1, AD), (2, 0)], "last_non_direct", direct=0) == [0, 1, 0, 0]


def test_touches_of_one_instant_share_whatever_the_rows_order():
    assert shares([(1, AD), (1, MAIL), (5, DIRECT)], "first") == [0, 0.5, 0.5, 0]
    assert shares([(100, MAIL), (100, AD)], "last") == [0, 0.5, 0.5, 0]


def test_conversions_without_a_touch_are_counted_apart():
    sums = counted([[(5, BUY, 1, False), (6, VISIT, AD, False)]], AttributionPlan(MATCHING, "channel", CHANNELS))
    assert (sums.conversions, sums.untouched, sums.parts.sum()) == (1, 1, 0)


def test_what_cannot_be_asked_is_refused():
    for wrong in ({"model": "magic"}, {"half_life_us": 0}, {"look_back_us": -1}, {"value": "channel"}):
        with pytest.raises(ValueError, match="no model|half-life|Amounts"):
            attribution_sums(events_of([]), AttributionPlan(MATCHING, "channel", CHANNELS, **wrong))


def test_a_person_with_very_many_touches_and_conversions_takes_no_longer_than_as_many_events():
    person = [(at, at % 7 == 0, 1 + at % 3, False) for at in range(100_000)]
    for model in MODELS:
        plan = AttributionPlan(MATCHING, "channel", CHANNELS, model, direct=DIRECT, half_life_us=1000)
        sums = counted([[(at, int(name), channel, fresh) for at, name, channel, fresh in person]], plan)
        assert sums.parts.sum() == (sums.conversions - sums.untouched) * WHOLE


def test_what_touches_of_one_instant_cannot_share_by_position_goes_to_one_of_them():
    """Two fifths, less a twenty-fifth, among five: 125 does not divide a conversion's parts."""
    person = [(0, VISIT, AD, False)] * 4 + [
        (0, VISIT, MAIL, False),
        (1, VISIT, DIRECT, False),
        (1, VISIT, DIRECT, False),
    ]
    parts = counted([[*person, (2, BUY, 0, False)]], AttributionPlan(MATCHING, "channel", CHANNELS, "position")).parts
    assert parts.sum() == WHOLE
    assert abs(parts[MAIL] - Fraction(14, 125) * WHOLE) < 1


maybe = some.none() | some.integers(0, 7)
edges = some.none() | some.integers(0, 12)


def agree(
    people: list[list[Row]], matching: Matching, model: Any, cuts: int, begin: int | None, end: int | None, **rules: Any
):
    plan = AttributionPlan(
        matching, "channel", CHANNELS, model, rules["look_back"], rules["direct"], rules["half_life"], "channel",
        AMOUNTS, begin, end,
    )  # fmt: skip
    sums = counted(people, plan, cuts)
    found = [
        one for person in people for one in credited(plain(person, matching), model, begin=begin, end=end, **rules)
    ]
    assert sums.conversions == len(found)
    assert sums.untouched == sum(not shares for _, shares in found)
    assert sums.untouched_worth == pytest.approx(sum(worth for worth, shares in found if not shares))
    assert sums.parts.sum() == (sums.conversions - sums.untouched) * WHOLE, "credit adds up exactly"
    for channel in range(CHANNELS):
        wanted = sum(shares.get(channel, 0) for _, shares in found)
        assert sums.credits[channel] == pytest.approx(float(wanted), abs=1e-7)
        if model == "position":
            assert abs(sums.parts[channel] - wanted * WHOLE) < 100, "less than a part for each touch"
        elif model != "time_decay":
            assert sums.parts[channel] == wanted * WHOLE, "up to twenty touches nothing is rounded"
        wanted = sum(worth * shares.get(channel, 0) for worth, shares in found)
        assert sums.worth[channel] == pytest.approx(float(wanted), abs=1e-7)


def on_random_people(count: int) -> None:
    settings(max_examples=count, deadline=None)(
        given(
            people=crowds,
            matching=markings(2),
            model=some.sampled_from(MODELS),
            look_back=maybe,
            direct=some.none() | some.integers(0, 3),
            half_life=some.integers(1, 9),
            begin=edges,
            end=edges,
            cuts=some.integers(1, 3),
        )(agree)
    )()


def test_it_answers_as_the_reference_does():
    on_random_people(300)


@pytest.mark.long
def test_it_answers_as_the_reference_does_tens_of_thousands_of_times():
    on_random_people(share_of(20_000))


def plain(person: list[Row], matching: Matching) -> list[Event]:
    rows = ((row, mask(matching, row)) for row in person)
    return [Event(row[0], row[2], bool(bits & 1), bool(bits & 2), int(AMOUNTS[row[2]])) for row, bits in rows]
