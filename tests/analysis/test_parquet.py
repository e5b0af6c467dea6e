"""Exports: what is written comes back, other engines read it, and kernels answer the same over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from distributed import Client, LocalCluster

import suppilo
from suppilo.analysis.errors import BadInput
from suppilo.analysis.parquet.exporting import export_buckets
from suppilo.analysis.parquet.layout import file_of
from suppilo.analysis.parquet.reading import open_export
from suppilo.analysis.parquet.scheduling import on_dask
from suppilo.kernel.events import Events, Overlay
from suppilo.kernel.matching import Matching
from suppilo.kernel.retention import RetentionPlan, retention_sums

pytestmark = pytest.mark.pure

VALUES: dict[str, list[Any]] = {
    "device": [None, "phone", "Ångström"],
    "amount": [None, 1, 2.5, 0],
    "gift": [None, True, False],
    "odd": [None, "3", 3, True],
}
NAMES = ["view", "cart", "buy"]


@dataclass(frozen=True)
class Stored:
    """Two disjoint sets of people, one of them with fresh events over it."""

    parts: tuple[Events, ...]
    names: tuple[str, ...] = tuple(NAMES)
    acts: tuple[bool, ...] = (True, True, False)

    def values(self, column: str) -> list[Any]:
        return VALUES[column]

    def buckets(self) -> tuple[Events, ...]:
        return self.parts


def some_events(random: np.random.Generator, people: list[int], each: int) -> Events:
    sizes = random.integers(0, each, len(people))
    offsets = np.append(0, np.cumsum(sizes)).astype(np.int64)
    times = np.concatenate([np.sort(random.integers(0, 40, size)) for size in sizes] or [[]]).astype(np.int64)
    columns = {name: random.integers(0, len(values), times.size).astype(np.uint8) for name, values in VALUES.items()}
    codes = random.integers(0, 3, times.size).astype(np.uint8)
    return Events(np.array(people, dtype=np.int64), offsets, times, codes, columns)


def a_store(seed: int) -> Stored:
    random = np.random.default_rng(seed)
    base, fresh = some_events(random, [5, 9, 11, 20], 8), some_events(random, [9, 20], 5)
    over = Overlay(np.array([1, 3]), fresh.offsets, fresh.times, fresh.codes, fresh.columns)
    laid = Events(base.people, base.offsets, base.times, base.codes, base.columns, over)
    return Stored((laid, some_events(random, [1, 2, 30, 31, 44], 6)))


def rows_of(stored: Any) -> list[tuple[Any, ...]]:
    """Every event as (person, time, name, values), sorted."""
    rows = []
    for bucket in stored.buckets():
        over = bucket.overlay
        parts = [(bucket.people, bucket)] + ([(bucket.people[over.rows], over)] if over is not None else [])
        for people, part in parts:
            persons = np.repeat(people, np.diff(part.offsets))
            columns = [[stored.values(name)[code] for code in part.columns[name]] for name in VALUES]
            names = [stored.names[code] for code in part.codes]
            rows += list(zip(persons.tolist(), part.times.tolist(), names, *columns, strict=True))
    return sorted(rows, key=repr)


EDGES = np.arange(0, 41, 5, dtype=np.int64)
PLAN = RetentionPlan(Matching(np.array([1, 0, 2], dtype=np.uint64)), EDGES)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_exported_comes_back(tmp_path: Path, seed: int) -> None:
    stored = a_store(seed)
    card = export_buckets(stored, tmp_path / "out", columns=tuple(VALUES), buckets=3)
    back = open_export(tmp_path / "out")
    # a column of mixed kinds is text: the number 3 and the text "3" become one
    assert [str(row) for row in rows_of(back)] == [str(row).replace(" 3)", " '3')") for row in rows_of(stored)]
    assert card.events == len(rows_of(stored))
    for bucket in back.buckets():
        for first, last in zip(bucket.offsets[:-1], bucket.offsets[1:], strict=True):
            assert np.all(np.diff(bucket.times[first:last]) >= 0)
    people = np.concatenate([bucket.people for bucket in back.buckets()])
    assert people.size == np.unique(people).size


def test_another_engine_reads_names_times_and_values(tmp_path: Path) -> None:
    export_buckets(a_store(1), tmp_path / "out", columns=("device", "amount", "gift"), buckets=2)
    rows = duckdb.sql(
        f"SELECT person, epoch_us(time), name, device, amount, gift FROM '{tmp_path}/out/*/events.parquet'"
    ).fetchall()
    wanted = [row[:6] for row in rows_of(a_store(1))]
    assert sorted(map(repr, rows)) == sorted(
        repr((*row[:4], None if row[4] is None else float(row[4]), row[5])) for row in wanted
    )


def test_a_kernel_answers_the_same_over_the_buckets_as_over_the_store(tmp_path: Path) -> None:
    stored = a_store(2)
    export_buckets(stored, tmp_path / "out", columns=(), buckets=4)
    parts = open_export(tmp_path / "out").buckets().each(PLAN, retention_sums, 2)
    assert len(parts) == 4
    whole = retention_sums(stored.parts[0], PLAN) + retention_sums(stored.parts[1], PLAN)
    assert (sum(part.people for part in parts) == whole.people).all()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    """A real scheduler with two worker processes."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as machines,
        Client(machines) as client,
    ):
        yield client


def test_worker_processes_of_a_scheduler_answer_the_same(tmp_path: Path, cluster: Client) -> None:
    stored = a_store(3)
    export_buckets(stored, tmp_path / "out", columns=(), buckets=4)
    parts = on_dask(tmp_path / "out", cluster).buckets().each(PLAN, retention_sums, 1)
    here = open_export(tmp_path / "out").buckets().each(PLAN, retention_sums, 1)
    assert all((one.people == other.people).all() for one, other in zip(parts, here, strict=True))


def test_the_whole_question_is_answered_by_the_scheduler_as_in_one_process(tmp_path: Path, cluster: Client) -> None:
    stored = a_store(4)
    export_buckets(stored, tmp_path / "out", columns=("device",), buckets=5)

    def ask(events: Any) -> Any:
        found = suppilo.funnel(events, steps=["view", "cart"], window="20s", breakdown="device", trend="day")
        buckets = {one.label: one.counts for one in found.buckets}
        return found.counts, found.seconds[1], found.open, buckets, sorted(found.people(1, dropped=True))

    assert ask(on_dask(tmp_path / "out", cluster)) == ask(open_export(tmp_path / "out")) == ask(stored)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    export_buckets(a_store(1), tmp_path / "out", columns=(), buckets=2)
    with pytest.raises(BadInput, match="may be replaced"):
        export_buckets(a_store(1), tmp_path / "out", columns=(), buckets=2)
    export_buckets(a_store(1), tmp_path / "out", columns=(), buckets=1, replace=True)
    assert len(open_export(tmp_path / "out").buckets()) == 1
    assert not file_of(tmp_path / "out", 1).exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(BadInput, match="something else"):
        export_buckets(a_store(1), tmp_path / "mine", columns=(), buckets=2, replace=True)


def test_a_damaged_or_missing_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export_buckets(a_store(1), folder, columns=(), buckets=2)
    whole = file_of(folder, 1).read_bytes()
    file_of(folder, 1).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="bucket=0001.*damaged"):
        open_export(folder).buckets()[1]
    file_of(folder, 1).unlink()
    with pytest.raises(BadInput, match="bucket=0001.*missing"):
        open_export(folder).buckets()[1]
    (folder / "events.json").write_text("{")
    with pytest.raises(BadInput, match="cannot be read"):
        open_export(folder)
    with pytest.raises(BadInput, match="no export"):
        open_export(tmp_path)
