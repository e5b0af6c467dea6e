"""What programs did takes part in no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import suppilo
from suppilo.kernel.events import Events

pytestmark = pytest.mark.pure


@dataclass(frozen=True)
class Stored:
    """Two people in two visits; one of them is a scanner that clicks at once."""

    classes: tuple[str | None, ...]
    names: tuple[str, ...] = ("sent", "click")
    acts: tuple[bool, ...] = (True, True)

    def values(self, column: str) -> tuple[Any, ...]:
        return {"traffic": self.classes, "visit": (None, "a", "b")}[column]

    def buckets(self) -> tuple[Events, ...]:
        columns = {"traffic": np.array([0, 1, 1, 2], np.uint8), "visit": np.array([1, 1, 2, 2], np.uint8)}
        times, codes = np.array([0, 5, 0, 1]) * 1_000_000, np.array([0, 1, 0, 1], np.uint8)
        return (Events(np.array([1, 2]), np.array([0, 2, 4]), times, codes, columns),)


def test_a_scanners_click_is_no_step() -> None:
    answer = suppilo.funnel(Stored((None, "person", "scanner")), steps=["sent", "click"], window="1h")
    assert answer.counts == [2, 1]
    assert answer.people(1, dropped=True) == [2]


def test_by_another_unit_it_is_none_either() -> None:
    answer = suppilo.funnel(Stored((None, "person", "crawler")), steps=["sent", "click"], window="1h", unit="visit")
    assert answer.counts == [2, 1]
    assert answer.left_out.total == 0


def test_where_all_are_people_nothing_is_left_out() -> None:
    assert suppilo.funnel(Stored((None, "person", "person")), steps=["sent", "click"], window="1h").counts == [2, 2]
