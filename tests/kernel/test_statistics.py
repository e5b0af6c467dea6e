"""Quantiles and Kaplan-Meier: against numpy and a slow oracle."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.kernel.statistics import (
    Reason,
    Unknown,
    quantile,
    quartiles,
    share,
    survival,
    survival_quantile,
    time_inside,
)

pytestmark = pytest.mark.pure


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.floats(0, 1))
def test_a_quantile_interpolates_linearly_as_numpy_does(values: list[float], q: float) -> None:
    answer = quantile(np.array(values), q)
    assert isinstance(answer, float)
    assert answer == pytest.approx(float(np.quantile(np.array(values), q)), rel=1e-9, abs=1e-6)


def test_quartiles_of_nothing_are_unknown_with_a_reason() -> None:
    assert quartiles(np.array([])).median == Unknown(Reason.TOO_FEW)
    assert time_inside(np.array([]), np.array([], dtype=bool)).median == Unknown(Reason.NO_ENTRIES)
    assert share(0, 0) == Unknown(Reason.NO_ENTRIES)


def slow_quantile(people: list[tuple[int, bool]], q: Fraction) -> Fraction | None:
    """Kaplan-Meier by the book, in exact fractions."""
    left, endings = Fraction(1), sorted({length for length, ended in people if ended})
    for place, at in enumerate(endings):
        at_risk = sum(length >= at for length, _ in people)
        left *= 1 - Fraction(sum(ended and length == at for length, ended in people), at_risk)
        if left < 1 - q or (left == 1 - q and place + 1 == len(endings)):
            return Fraction(at)
        if left == 1 - q:
            return Fraction(at + endings[place + 1], 2)
    return None


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25),
    st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]),
)
def test_the_time_inside_equals_a_slow_kaplan_meier(people: list[tuple[int, bool]], q: Fraction) -> None:
    curve = survival(np.array([float(length) for length, _ in people]), np.array([ended for _, ended in people]))
    answer = survival_quantile(curve, float(q))
    expected = slow_quantile(people, q)
    assert answer == (Unknown(Reason.WINDOW_OPEN) if expected is None else float(expected))


def test_people_still_inside_lengthen_the_median_and_are_not_zeros() -> None:
    lengths, ended = np.array([1.0, 2.0, 3.0, 10.0]), np.array([True, True, True, False])
    spread = time_inside(lengths, ended)
    assert (spread.median, spread.count, spread.inside) == (2.5, 4, 1)
    assert spread.upper == 3.0


def test_while_more_than_half_are_inside_the_median_is_not_known_yet() -> None:
    spread = time_inside(np.array([1.0, 5.0, 5.0]), np.array([True, False, False]))
    assert spread.median == Unknown(Reason.WINDOW_OPEN)
    assert spread.lower == 1.0


def test_without_censoring_the_median_is_the_usual_one() -> None:
    lengths = np.array([1.0, 2.0, 5.0, 9.0])
    assert time_inside(lengths, np.ones(4, dtype=bool)).median == np.median(lengths)
