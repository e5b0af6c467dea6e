"""Errors that others ship are caught by the kit: each is planted in a copy of the kernel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.conformance.kit import Case, Walk, cases, failures
from tests.conformance.mutants import planted

pytestmark = pytest.mark.pure
PLANTED = {
    "the window compared with <": ("fast.py", "held >= t - window", "held > t - window"),
    "the window compared with <, few steps": ("few_steps.py", "(e >= since)", "(e > since)"),
    "the window compared with <, overlapping steps": ("general.py", "held >= t - window", "held > t - window"),
    "the window compared with <, exclusions": (
        "following.py",
        "nodes[row, START] < limit",
        "nodes[row, START] <= limit",
    ),
    "the window compared with <, any order": ("sets.py", "held[s] >= since", "held[s] > since"),
    "one event fills two steps": (
        "general.py",
        "latest[s + one] = max(own, held) if alive else own\n",
        "latest[s + one] = max(own, held) if alive else own\n"
        "            if alive and s + one < whole and (masks[kind] >> (s + one)) & one:\n"
        "                latest[s + one + one] = max(latest[s + one + one], held)\n"
        "                track[0] = depth = max(depth, s + one + one)\n",
    ),
    "one event fills two steps, strict": (
        "following.py",
        "for level in range(steps - 1, 0, -1):",
        "for level in range(1, steps):",
    ),
    "ties taken in row order": ("fast.py", "if t == before:", "if False:"),
    "ties taken in row order, few steps": ("few_steps.py", "(bits if t == before else", "(bits if False else"),
    "ties taken in row order, overlapping steps": (
        "general.py",
        "if i + one < end and times[i + one] == t:",
        "if False:",
    ),
    "ties taken in row order, exclusions": (
        "following.py",
        "if i + 1 == high or times[i + 1] != t:",
        "if True:",
    ),
    "an exclusion acting after a try's window": (
        "following.py",
        "level, t - window)",
        "level, t - min(2 * window, 2**62))",
    ),
    "only the latest start is kept": ("queues.py", "if ends[0, level] == -1:", "if True:"),
    "further taken for always better": (
        "following.py",
        "alive &= (one << np.uint64(steps)) - one",
        "alive &= np.uint64(1) << np.uint64(max(int(alive).bit_length() - 1, 0))",
    ),
    "a partial try counted before an excluded event": (
        "any_order.py",
        "min(stop, void_at - window)",
        "min(stop, void_at)",
    ),
}


def caught(walk: Walk) -> list[str]:
    with np.errstate(all="ignore"):
        return [name for name, case in cases() if fails(case, walk)]


def fails(case: Case, walk: Walk) -> bool:
    try:
        return bool(failures(case, walk))
    except (IndexError, OverflowError):  # a wrong depth sends the replay past the person's events
        return True


@pytest.mark.parametrize(("file", "line"), [("fast.py", "held >= t - window"), ("few_steps.py", "(b >= since)")])
def test_the_copy_without_an_error_passes(tmp_path: Path, file: str, line: str) -> None:
    assert caught(planted(tmp_path, file, line, line)) == []


@pytest.mark.parametrize(("file", "right", "wrong"), [pytest.param(*error, id=name) for name, error in PLANTED.items()])
def test_the_kit_catches(tmp_path: Path, file: str, right: str, wrong: str) -> None:
    assert caught(planted(tmp_path, file, right, wrong)) != []
