"""From first matches and standing to the numbers of the report, in arrays.

A history is a row of a matrix: for each person the instant (microseconds) at which each stage's condition first became
true, NEVER where it did not. The walk, the times in stage and the explanation of differences read the same matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suppilo.insights.report import Why
from suppilo.kernel.statistics import Spread, time_inside
from suppilo.kernel.walk import NEVER, WalkResult, walk

Ints = npt.NDArray[np.int64]
_LATER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Histories:
    """Everybody in the funnel, sorted. `first[i, s]`: when person i first matched stage s; `causes` the fact (0: none).

    `standing[i]` is the stage in which person i stands, -1 for nowhere.
    """

    people: Ints
    first: Ints
    causes: Ints
    standing: Ints


def histories(
    matches: tuple[Ints, Ints, Ints, Ints], standing: tuple[Ints, Ints], *, stages: int, now_us: int
) -> Histories:
    """Matches as (person, stage, at, cause) and standing as (person, stage), any order, several a person allowed.

    Of two matches of one stage (after a merge) the earlier counts; of two standings the further one. What lies after
    now is not known yet.
    """
    known = matches[2] <= now_us
    matches = (matches[0][known], matches[1][known], matches[2][known], matches[3][known])
    people = np.unique(np.concatenate([matches[0], standing[0]]))
    first = np.full((people.size, stages), NEVER, dtype=np.int64)
    causes = np.zeros((people.size, stages), dtype=np.int64)
    order = np.lexsort((matches[3], matches[2]))[::-1]
    persons, places, times, facts = (column[order] for column in matches)
    rows = np.searchsorted(people, persons)
    first[rows, places] = times
    causes[rows, places] = facts
    stands = np.full(people.size, -1, dtype=np.int64)
    np.maximum.at(stands, np.searchsorted(people, standing[0]), standing[1])
    return Histories(people, first, causes, stands)


def walked(known: Histories, window_us: int | None, now_us: int) -> WalkResult:
    """The walk over the first time each stage's condition became true."""
    rows, places = np.nonzero(known.first != NEVER)
    times = known.first[rows, places]
    order = np.lexsort((times, rows))
    masks = np.uint64(1) << places.astype(np.uint64)
    return walk(
        known.people[rows[order]],
        times[order],
        masks[order],
        steps=known.first.shape[1],
        window_us=window_us,
        as_of_us=now_us,
    )


def depths(known: Histories, result: WalkResult) -> Ints:
    """How many steps each person of `known` walked; 0 for who did not enter."""
    found = np.zeros(known.people.size, dtype=np.int64)
    found[np.searchsorted(known.people, result.people)] = result.depth
    return found


def stays(known: Histories, now_us: int) -> list[Spread]:
    """Time in each stage: from its first match to the first match of a later stage, censored at now (in seconds).

    Who had matched a later stage before never stood in the earlier one.
    """
    return [_stay(known.first, stage, now_us) for stage in range(known.first.shape[1])]


def _stay(first: Ints, stage: int, now_us: int) -> Spread:
    entered = first[:, stage]
    later = first[:, stage + 1 :]
    later = np.where(later == NEVER, _LATER, later).min(axis=1, initial=_LATER)
    stood = (entered != NEVER) & (later > entered)
    entered, later = entered[stood], later[stood]
    ended = later != _LATER
    return time_inside((np.where(ended, later, now_us) - entered) / 1e6, ended)


def came_since(known: Histories, since_us: int) -> list[int]:
    """Per stage: people who first matched it after `since`."""
    return [int(n) for n in (known.first > since_us).sum(axis=0)]


@dataclass(frozen=True)
class Unlike:
    """A person whose standing and walk differ: the stage that was missed and, for `before`, the one it preceded."""

    row: int
    walked: int
    standing: int
    why: Why
    stage: int
    microseconds: int = 0


def unlike(known: Histories, depth: Ints) -> list[Unlike]:
    """Everybody in whom standing and walk differ, with the first reason why the walk stopped."""
    rows = np.flatnonzero(known.standing != depth - 1)
    return [_unlike(known, int(row), int(depth[row])) for row in rows]


def _unlike(known: Histories, row: int, depth: int) -> Unlike:
    stands, missed = int(known.standing[row]), depth
    if stands < depth - 1:
        return Unlike(row, depth - 1, stands, "left" if stands >= 0 else "unsettled", depth - 1)
    at = known.first[row]
    if at[missed] == NEVER:
        why: Why = "skipped" if at[missed + 1 :].max(initial=NEVER) != NEVER else "moved"
        return Unlike(row, depth - 1, stands, why, missed)
    gap = int(at[missed - 1] - at[missed])
    return Unlike(row, depth - 1, stands, "before" if gap > 0 else "late", missed, abs(gap))
