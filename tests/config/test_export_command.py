"""`suppilo export events`: what it writes answers as the workspace does, here and on a cluster, by whatever path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from distributed import Client, LocalCluster

import suppilo
from suppilo.analysis.errors import BadInput
from suppilo.analysis.parquet.scheduling import on_dask
from suppilo.config.cli.asking import suppilo as asking
from suppilo.config.cli.export_command import export
from suppilo.events.models import Event
from suppilo.events.operations import NewFact, compact_store, record
from suppilo.events.queries import stored_events
from suppilo.people import operations as people
from tests.insights.shop import NOW, START, a_shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long_on_postgresql]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The shop: a compacted base, a delta over it, two entries that are one person, a scanner and a message."""
    workspace = a_shop().pk
    compact_store(workspace)
    views = Event.objects.filter(workspace_id=workspace, name="view")
    who = dict(views.values_list("properties__session", "person_id"))
    bo, cy = who["b1"], who["c1"]
    bought = [(bo, 30, "purchase", "person", "b2"), (cy, 31, "purchase", "scanner", "c3")]
    later = [*bought, (cy, 32, "message_sent", "person", "")]
    facts = [
        NewFact(
            name=name, person_id=person, at=START + timedelta(hours=hours),
            properties={"session": session} if session else {}, source="t", traffic=traffic,
        )
        for person, hours, name, traffic, session in later
    ]  # fmt: skip
    record(workspace, facts)
    people.merge(workspace, keep=who["a1"], absorb=bo, reason="staff", at=NOW, now=NOW)
    out = tmp_path / "events"
    answer = CliRunner().invoke(export, ["events", str(out), "--buckets", "3"])
    assert answer.exit_code == 0, answer.output
    yield out


def answers(events: Any) -> list[Any]:
    """A funnel, paths and attribution, in plain values."""
    walk = {"steps": ["view", "cart", "purchase"], "window": "14d"}
    by_person, by_visit = suppilo.funnel(events, **walk), suppilo.funnel(events, unit="session", **walk)
    ways = suppilo.paths(events, start="view")
    credit = suppilo.attribution(events, conversion="purchase", channel="brand", touch="view", model="linear")
    waits = suppilo.time_to_convert(events, start="view", conversion="purchase")
    return [
        by_person.counts, by_person.seconds, by_person.people(1, dropped=True), by_visit.counts, by_visit.left_out,
        sorted((str(one), one.count, one.seconds) for one in ways.paths), credit, waits,
    ]  # fmt: skip


def test_funnel_paths_and_attribution_are_the_same_here_by_any_path_and_on_a_cluster(folder: Path) -> None:
    embedded = answers(stored_events(Event.objects.values_list("workspace_id", flat=True)[0]))
    assert embedded[0] == [3, 2, 1], "ann and bo are one; the scanner bought nothing"
    assert not any("message_sent" in way for way, _, _ in embedded[5])
    for path in (folder, str(folder), f"{folder}/*/events.parquet", f"{folder}/**/*.parquet"):
        assert answers(path) == embedded
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as machines,
        Client(machines) as client,
    ):
        assert answers(on_dask(folder, client)) == embedded
    asked = ["funnel", f"{folder}/*/events.parquet", "--step", "view", "--step", "cart", "--step", "purchase", "--json"]
    assert json.loads(CliRunner().invoke(asking, asked).output)["counts"] == embedded[0]
    expect_a_part_to_be_refused(folder)
    expect_the_rows_that_others_must_leave_out(folder)


def expect_a_part_to_be_refused(folder: Path) -> None:
    for path in (folder / "bucket=0001" / "events.parquet", f"{folder}/bucket=000[01]*/*.parquet"):
        with pytest.raises(BadInput, match="only a part of the events") as found:
            suppilo.funnel(path, steps=["view"])
        assert found.value.params["folder"] == folder


def expect_the_rows_that_others_must_leave_out(folder: Path) -> None:
    """As docs/how-to/many-machines.md tells: acts, and of people."""
    rows = f"FROM '{folder}/*/events.parquet'"
    named = "WHERE (act OR name IN ('view', 'purchase')) AND coalesce(traffic, 'person') = 'person'"
    assert duckdb.sql(f"SELECT count(*) {rows} WHERE name = 'purchase'").fetchall() == [(3,)]
    assert duckdb.sql(f"SELECT count(*) {rows} {named} AND name = 'purchase'").fetchall() == [(2,)]
    assert duckdb.sql(f"SELECT bool_or(act) {rows} WHERE name = 'message_sent'").fetchall() == [(False,)]
