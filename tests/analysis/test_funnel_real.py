"""The funnel on real events."""

from __future__ import annotations

import pytest

import suppilo
from tests.real_data import data_folder

pytestmark = [pytest.mark.pure, pytest.mark.data]
COLUMNS = {"time": "event_time", "name": "event_type"}


@pytest.mark.parametrize(("unit", "counts"), [("user_id", [4505, 111, 62]), ("user_session", [5066, 118, 65])])
def test_rees46_by_user_and_by_session(unit: str, counts: list[int]) -> None:
    path = data_folder("rees46") / "2019-Oct-first-rows.csv"
    answer = suppilo.funnel(path, steps=["view", "cart", "purchase"], unit=unit, window="7d", **COLUMNS)
    assert answer.counts == counts
    assert answer.left_out.no_unit == (unit == "user_session")
