"""An erasure survives kill -9 at any statement: finished by whoever comes next, nothing of the person is left."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.crash.conftest import KILLED
from tests.crash.test_store import Stand, standing

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with standing(tmp_path_factory, "erasure") as made:
        yield made


def survive(stand: Stand, seed: int) -> int:
    """Kill the erasure of one life up to three times; answers how often it died."""
    chance, slug = random.Random(seed), f"seed-{seed}"
    assert stand.do("plant", slug=slug) == 0
    kills = 0
    for reach in (150, 60, 60):
        kills += stand.do("erase", slug=slug, kill_at=chance.randint(1, reach)) == KILLED
    assert stand.do("settle", slug=slug, by=chance.choice(["asking", "worker"])) == 0
    return kills


def test_an_erasure_that_is_killed_is_whole_once_somebody_goes_on_with_it(stand: Stand):
    assert sum(survive(stand, seed) for seed in range(3)) >= 6


@pytest.mark.long
@pytest.mark.parametrize("block", range(1, 11))
def test_a_hundred_more_killed_erasures_are_whole(stand: Stand, block: int):
    assert sum(survive(stand, seed) for seed in range(block * 10, block * 10 + 10)) >= 20
