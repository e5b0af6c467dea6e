"""A store that remembers names and values of people who are all gone answers every question with nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import suppilo
from suppilo.analysis.store.opening import Store
from suppilo.analysis.store.writing import write_store

pytestmark = pytest.mark.pure
VIEW = suppilo.Event("view", where={"page": "home"})
BUY = suppilo.Event("buy", where={"page": "checkout"})


@pytest.fixture
def emptied(tmp_path: Path) -> Store:
    none = np.zeros(0, dtype=np.int64)
    codes = none.astype(np.uint8)
    return write_store(
        tmp_path, persons=none, times=none, codes=codes, names=["view", "buy"],
        columns={"page": (codes, ["home", "checkout"]), "channel": (codes, ["mail"])},
    )  # fmt: skip


def test_funnel_and_how_long_until_conversion(emptied):
    for more in ({}, {"mode": "any_order"}, {"count": "attempt"}, {"count": "total"}, {"breakdown": "page"}):
        assert suppilo.funnel(emptied, steps=[VIEW, BUY], **more).counts == [0, 0]
    assert suppilo.funnel(emptied, steps=[VIEW, BUY]).time_to_convert().people == 0
    assert suppilo.time_to_convert(emptied, start=VIEW, conversion=BUY).people == 0
    trend = suppilo.funnel(emptied, steps=[VIEW, BUY], trend="day", period=("2026-03-01", "2026-03-03")).trend
    assert [one.counts for one in trend] == [[0, 0], [0, 0]]
    never = suppilo.funnel(emptied, steps=[VIEW, BUY], trend="day").trend
    assert list(never) == [] and "<svg" in never.svg()


def test_cohorts_paths_and_channels(emptied):
    assert suppilo.retention(emptied, first=VIEW, returns=BUY).rows() == []
    assert suppilo.retention(emptied, first=VIEW, as_of="2026-03-01", every="day").rows() == []
    march = suppilo.retention(emptied, first=VIEW, period=("2026-03-02", "2026-03-16"), as_of="2026-03-20")
    assert [(one.size, one.people) for one in march.cohorts] == [(0, [0, 0, 0]), (0, [0, 0])]
    assert suppilo.paths(emptied, start=VIEW, end=BUY).rows() == []
    assert suppilo.attribution(emptied, conversion=BUY, touch=VIEW, channel="channel").rows() == []
