"""Real funnels: the walk gives the numbers that were counted by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from suppilo.kernel.walk import WalkResult, walk
from tests.real_data import data_folder

pytestmark = [pytest.mark.pure, pytest.mark.data]
DAY = 86_400 * 10**6


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(newline="") as lines:
        yield from csv.DictReader(lines)


def microseconds(text: str) -> int:
    return int(datetime.fromisoformat(text.replace(" UTC", "") + "+00:00").timestamp()) * 10**6


def walked(found: list[tuple[str, int, int]], steps: int, window_us: int | None = None) -> WalkResult:
    """Rows (unit, microseconds, mask); those without a unit are left out."""
    units = {unit: place for place, unit in enumerate(sorted({unit for unit, _, _ in found if unit}))}
    ordered = sorted((units[unit], at, mask) for unit, at, mask in found if unit)
    persons, times, masks = (np.array(column) for column in zip(*ordered, strict=True))
    return walk(persons, times, masks.astype(np.uint64), steps=steps, window_us=window_us)


@pytest.mark.parametrize(("unit", "counts"), [("user_id", [4505, 111, 62]), ("user_session", [5066, 118, 65])])
def test_a_shop_s_clicks_by_user_and_by_session(unit: str, counts: list[int]) -> None:
    bits = {"view": 1, "cart": 2, "purchase": 4}
    file = data_folder("rees46") / "2019-Oct-first-rows.csv"
    found = [(row[unit], microseconds(row["event_time"]), bits[row["event_type"]]) for row in rows(file)]
    assert walked(found, 3, 7 * DAY).counts == counts


def test_of_842_deals_841_follow_their_contact() -> None:
    folder = data_folder("olist")
    leads = [
        (row["mql_id"], microseconds(row["first_contact_date"]), 1)
        for row in rows(folder / "olist_marketing_qualified_leads_dataset.csv")
    ]
    deals = [
        (row["mql_id"], microseconds(row["won_date"]), 2) for row in rows(folder / "olist_closed_deals_dataset.csv")
    ]
    result = walked(leads + deals, 2)
    assert result.counts == [8000, 841]
    assert np.median(result.seconds(1)) / 86_400 == pytest.approx(14.72, abs=0.005)
