"""What an answer to "why did, or did not, this person get this?" is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Point:
    """One thing that happened (or, without an instant, that is so), in words."""

    at: datetime | None
    words: str
    tone: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """What came of it in one sentence, and the points behind it."""

    words: str
    tone: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What came of it in one sentence, the points behind it, and what stands now between the person and the message."""

    verdict: str
    tone: str
    points: tuple[Point, ...]
    ways: tuple[str, ...]
