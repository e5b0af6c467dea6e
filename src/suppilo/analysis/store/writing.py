"""A store made from arrays in one go: for benchmarks, exports and other engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from suppilo.analysis.store.files import fresh_name
from suppilo.analysis.store.growing import begin
from suppilo.analysis.store.hashing import buckets_of
from suppilo.analysis.store.manifest import BaseCard
from suppilo.analysis.store.opening import Store, open_store
from suppilo.analysis.store.runs import Rows, sorted_run
from suppilo.analysis.store.segment import write_segment
from suppilo.kernel.events import Codes, Ints


def write_store(
    folder: Path,
    *,
    persons: Ints,
    times: Ints,
    codes: Codes,
    names: Sequence[str],
    acts: Sequence[bool] = (),
    columns: Mapping[str, tuple[Codes, Sequence[Any]]] | None = None,
    buckets: int = 16,
) -> Store:
    """Write a new store of these events (any order, one element each) into `folder` and open it.

    `times` are microseconds since 1970; `codes[i]` is a place in `names`; a column is its codes and the value of each
    code from 1 on (code 0 is "no value"). Events of one person and instant keep the order given.
    """
    store = begin(folder, buckets=buckets)
    for place, name in enumerate(names):
        store.words.code_of(name, acts[place] if acts else True)
    for column, (_, values) in (columns or {}).items():
        for value in values:
            store.words.value_code(column, value)
    coded = {key: given for key, (given, _) in (columns or {}).items()}
    rows = Rows(persons, times, codes, np.arange(times.size, dtype=np.int64), coded)
    where = buckets_of(persons, buckets)
    cards = []
    for bucket in range(buckets):
        run = store.narrow(sorted_run(rows.take(where == bucket)))
        file = write_segment(folder, fresh_name(1, "base"), run.arrays())
        cards.append(BaseCard(file, len(run), run.people.size, 1))
    store.publish(bases=tuple(cards), words=store.words.save(folder, (), 1))
    return open_store(folder)
