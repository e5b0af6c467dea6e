"""Reads the plain cases of this folder and asks a walk for the answers (README.md says what the cases mean)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from suppilo.kernel.events import Events
from suppilo.kernel.matching import LOOKED_AT, Matching
from suppilo.kernel.walk import NEVER, Breakdown, WalkPlan, WalkSums

Case = dict[str, Any]
Walk = Callable[[Events, WalkPlan], WalkSums]
SECOND = 10**6


def cases() -> Iterator[tuple[str, Case]]:
    """Every case with a name."""
    for file in sorted(Path(__file__).parent.glob("*.json")):
        for case in json.loads(file.read_text()):
            yield f"{file.stem}: {case['rule']}", case


def failures(case: Case, walk: Walk) -> list[str]:
    """What the walk answers otherwise than the case expects, with tied rows as written and the other way round."""
    expected = case["expect"]
    found = []
    for reverse in (False, True):
        answer = answered(case, walk, reverse)
        found += [f"{key}: {answer[key]}, not {expected[key]}" for key in expected if answer[key] != expected[key]]
    return found


def answered(case: Case, walk: Walk, reverse: bool) -> dict[str, Any]:
    people = [_events(text, reverse) for text in case["people"]]
    names = sorted({name for events in people for _, name, _ in events})
    values = [None, *sorted({value for events in people for _, _, value in events if value})]
    events = _arrays(people, names, values)
    sums = walk(events, _plan(case, names, values, max((at for p in people for at, _, _ in p), default=0)))
    rows = sums.rows
    assert rows is not None
    by_person = [[int(t) for t in row if t != NEVER] for row in rows.times]
    gaps = [[_whole(b - a) for a, b in zip(row, row[1:], strict=False)] for row in by_person]
    by_step = [gap / SECOND for gap in sums.gaps]
    buckets = {str(value or "none"): sums.reached[i].tolist() for i, value in enumerate(values[: len(sums.reached)])}
    return {
        "counts": sums.counts,
        "open": sums.open_at,
        "gaps": gaps,
        "mean": [float(np.mean(gap)) if gap.size else None for gap in by_step],
        "median": [float(np.median(gap)) if gap.size else None for gap in by_step],
        "buckets": {value: reached for value, reached in buckets.items() if any(reached)},
    }


def _whole(microseconds: int) -> float | int:
    return microseconds // SECOND if microseconds % SECOND == 0 else microseconds / SECOND


def _events(text: str, reverse: bool) -> list[tuple[int, str, str]]:
    """ "L@0:red D" as (seconds, name, value), by time; a word without a time happens at its place in the row."""
    found = []
    for place, word in enumerate(text.split()):
        word, _, value = word.partition(":")
        name, _, at = word.partition("@")
        found.append((int(at or place), name, value))
    found.sort(key=lambda event: event[0])
    if not reverse:
        return found
    return [event for _, tied in groupby(found, key=lambda event: event[0]) for event in reversed(list(tied))]


def _arrays(people: list[list[tuple[int, str, str]]], names: list[str], values: list[str | None]) -> Events:
    flat = [event for events in people for event in events]
    return Events(
        np.arange(len(people), dtype=np.int64),
        np.cumsum([0, *(len(events) for events in people)]).astype(np.int64),
        np.array([at * SECOND for at, _, _ in flat], dtype=np.int64),
        np.array([names.index(name) for _, name, _ in flat], dtype=np.uint8),
        {"value": np.array([values.index(value or None) for _, _, value in flat], dtype=np.uint8)},
    )


def _plan(case: Case, names: list[str], values: list[str | None], newest: int) -> WalkPlan:
    steps, exclude = case["steps"], case.get("exclude", [])
    masks = np.zeros(max(1, len(names)), dtype=np.uint64)
    for code, name in enumerate(names):
        if name not in case.get("unseen", []):
            bits = [i for i, step in enumerate(steps) if name in ([step] if isinstance(step, str) else step)]
            bits += [len(steps) + j for j, (excluded, _, _) in enumerate(exclude) if excluded == name]
            masks[code] = sum(1 << bit for bit in bits) | 1 << LOOKED_AT
    begin, end = case.get("period", [None, None])
    breakdown = None
    if "breakdown" in case:
        how = case["breakdown"]
        at = {"step": how} if isinstance(how, int) else {"pick": how}
        breakdown = Breakdown("value", len(values), **at)
    return WalkPlan(
        Matching(masks),
        len(steps),
        case["window"] * SECOND if "window" in case else None,
        case.get("mode", "ordered"),
        tuple((after, before) for _, after, before in exclude),
        case.get("count", "unique"),
        None if begin is None else begin * SECOND,
        None if end is None else end * SECOND,
        case.get("as_of", newest) * SECOND,
        rows=True,
        breakdown=breakdown,
    )
