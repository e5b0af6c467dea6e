"""The walk gives the answers of every case of the conformance kit."""

from __future__ import annotations

import pytest

from suppilo.kernel.walk import walk_sums
from tests.conformance.kit import Case, cases, failures

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in cases()])
def test_the_walk_answers_as_the_case_says(case: Case) -> None:
    assert failures(case, walk_sums) == []


def test_the_kit_holds_all_worked_cases_and_many_more() -> None:
    names = [name for name, _ in cases()]
    assert {int(name.split(":")[1]) for name in names if name.startswith("worked")} == set(range(1, 22))
    assert len(names) >= 61
