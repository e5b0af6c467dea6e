"""The same kernels under Dask: a worker loads a bucket and answers its sums; here they are added.

The seam is one function from a bucket to additive sums (`bucket_sums`); another engine calls the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from suppilo.analysis.parquet.layout import Card, read_card
from suppilo.analysis.parquet.reading import Buckets, ExportedEvents, load_bucket
from suppilo.kernel.events import Events

Plan = TypeVar("Plan")
Sums = TypeVar("Sums")


def bucket_sums(folder: str, card: Card, bucket: int, kernel: Callable[[Events, Plan], Sums], plan: Plan) -> Sums:
    """What one bucket of an export answers; sums of different buckets add up. Runs anywhere that sees the folder."""
    return kernel(load_bucket(Path(folder), card, bucket), plan)


@dataclass(frozen=True)
class ScheduledBuckets(Buckets):
    """Buckets whose sums the workers of a Dask cluster work out."""

    client: Any

    def each(self, plan: Plan, kernel: Callable[[Events, Plan], Sums], workers: int) -> list[Sums]:
        """The sums of every bucket, in order. `workers` is the cluster's business, not ours."""
        shared = self.client.scatter(self.card, broadcast=True, hash=False)
        waiting = self.client.map(
            lambda bucket, card, folder: bucket_sums(folder, card, bucket, kernel, plan),
            range(len(self)),
            card=shared,
            folder=str(self.folder.resolve()),
            pure=False,
        )
        answers: list[Sums] = self.client.gather(waiting)
        return answers


@dataclass(frozen=True)
class ScheduledEvents(ExportedEvents):
    """An export that a Dask cluster reads: `suppilo.funnel(on_dask(folder, client), ...)`."""

    client: Any

    def buckets(self) -> ScheduledBuckets:
        """The events, bucket by bucket."""
        return ScheduledBuckets(self.folder, self.card, self.client)


def on_dask(folder: Path | str, client: Any) -> ScheduledEvents:
    """Let the cluster behind a `dask.distributed.Client` walk an export that all its workers see under one path."""
    return ScheduledEvents(Path(folder), read_card(Path(folder)), client)
