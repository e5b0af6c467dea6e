"""The funnel on real events."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import suppilo
from suppilo.config.cli.asking import suppilo as asking
from tests.real_data import data_folder

pytestmark = [pytest.mark.pure, pytest.mark.data]
COLUMNS = {"time": "event_time", "name": "event_type"}


@pytest.mark.parametrize(("unit", "counts"), [("user_id", [4505, 111, 62]), ("user_session", [5066, 118, 65])])
def test_rees46_by_user_and_by_session(unit: str, counts: list[int]) -> None:
    path = data_folder("rees46") / "2019-Oct-first-rows.csv"
    answer = suppilo.funnel(path, steps=["view", "cart", "purchase"], unit=unit, window="7d", **COLUMNS)
    assert answer.counts == counts
    assert answer.left_out.no_unit == (unit == "user_session")


def olist_events() -> pl.DataFrame:
    """Leads and deals one below the other; a first contact is a day and counts from midnight."""
    folder = data_folder("olist")
    files = [("lead", "marketing_qualified_leads", "first_contact_date"), ("won", "closed_deals", "won_date")]
    return pl.concat(
        pl.read_csv(folder / f"olist_{file}_dataset.csv", try_parse_dates=True).select(
            "mql_id", name=pl.lit(name), time=pl.col(column).cast(pl.Datetime("us"))
        )
        for name, file, column in files
    )


def test_olist_is_8000_leads_of_whom_841_won_afterwards_in_a_frame_and_in_a_terminal(tmp_path: Path) -> None:
    """842 deals: one precedes its contact."""
    events = olist_events()
    answer = suppilo.funnel(events, steps=["lead", "won"], unit="mql_id")
    assert answer.counts == [8000, 841]
    assert suppilo.funnel(events, steps=["won"], unit="mql_id").counts == [842]
    took = answer.seconds[1]
    assert took is not None
    assert round(float(str(took.median)) / 86_400, 2) == 14.72
    waited = answer.time_to_convert()
    assert (waited.people, waited.converted, waited.waiting) == (8000, 841, 7159)
    assert round(float(str(waited.share("90d"))), 5) == 0.08625, "nobody was looked at for less than 90 days"
    file = str(tmp_path / "olist.csv")
    events.write_csv(file)
    asked = ["funnel", file, "--step", "lead", "--step", "won", "--unit", "mql_id"]
    printed = CliRunner().invoke(asking, asked).output
    assert all(words in printed for words in ("8,000", "841", "14.72 days"))
    assert json.loads(CliRunner().invoke(asking, [*asked, "--json"]).output)["counts"] == [8000, 841]
