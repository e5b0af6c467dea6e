"""The compiled walk answers as the slow reference, in every mode."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel.walk.at_random import both, questions
from tests.large_numbers import share_of

pytestmark = pytest.mark.pure
WAYS = [
    ("ordered", "unique", False),
    ("ordered", "unique", True),
    ("strict", "unique", False),
    ("strict", "unique", True),
    ("any_order", "unique", False),
    ("any_order", "unique", True),
    ("ordered", "attempt", False),
    ("ordered", "attempt", True),
]
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=share_of(800), deadline=None, suppress_health_check=list(HealthCheck))


def compare(data: st.DataObject, mode: str, count: str, exclusions: bool) -> None:
    question = data.draw(questions(exclusions))
    found, expected = both(question, mode, count, overlaid=data.draw(st.booleans()))
    assert found == expected


@pytest.mark.parametrize(("mode", "count", "exclusions"), WAYS)
@QUICK
@given(data=st.data())
def test_the_walk_answers_as_the_reference(data: st.DataObject, mode: str, count: str, exclusions: bool) -> None:
    compare(data, mode, count, exclusions)


@pytest.mark.long
@pytest.mark.parametrize(("mode", "count", "exclusions"), WAYS)
@LONG
@given(data=st.data())
def test_the_walk_answers_as_the_reference_on_tens_of_thousands_of_people(
    data: st.DataObject, mode: str, count: str, exclusions: bool
) -> None:
    compare(data, mode, count, exclusions)
