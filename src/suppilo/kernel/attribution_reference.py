"""Attribution, slow and obvious: the oracle of `attribution`. Shares are fractions, so nothing is rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Event:
    """One event: when, its channel, whether it is a touch, whether it converts, what it is then worth."""

    at: int
    channel: int
    touch: bool
    converts: bool
    worth: int


def credited(
    events: Sequence[Event],
    model: str,
    *,
    look_back: int | None = None,
    direct: int | None = None,
    half_life: int = 7,
    begin: int | None = None,
    end: int | None = None,
) -> list[tuple[int, dict[int, Fraction]]]:
    """For each conversion of one person: its worth, and each channel's share of it (none without a touch)."""
    found = []
    for conversion in events:
        inside = (begin is None or conversion.at >= begin) and (end is None or conversion.at < end)
        if not conversion.converts or not inside:
            continue
        touches = [
            one
            for one in events
            if one.touch
            and (one.channel != 0 or direct == 0)
            and one.at <= conversion.at
            and (look_back is None or conversion.at - one.at <= look_back)
        ]
        found.append((conversion.worth, _shares(touches, model, conversion.at, direct, half_life)))
    return found


def _shares(touches: list[Event], model: str, at: int, direct: int | None, half_life: int) -> dict[int, Fraction]:
    if model == "last_non_direct":
        touches = [one for one in touches if one.channel != direct] or touches
        model = "last"
    if not touches:
        return {}
    ordered = sorted(touches, key=lambda one: one.at)
    weights = _weights(ordered, model, at, half_life)
    shares: dict[int, Fraction] = {}
    for one in ordered:
        tied = [weight for other, weight in zip(ordered, weights, strict=True) if other.at == one.at]
        shares[one.channel] = shares.get(one.channel, Fraction(0)) + sum(tied, Fraction(0)) / len(tied) / sum(
            weights, Fraction(0)
        )
    return shares


def _weights(touches: list[Event], model: str, at: int, half_life: int) -> list[Fraction]:
    """What each place in the order is worth; tied touches share their places' average."""
    n = len(touches)
    if model == "time_decay":
        return [Fraction(2 ** (-(at - one.at) / half_life)) for one in touches]
    if model == "linear":
        return [Fraction(1)] * n
    if model == "first":
        return [Fraction(int(place == 0)) for place in range(n)]
    if model == "last":
        return [Fraction(int(place == n - 1)) for place in range(n)]
    if n <= 2:
        return [Fraction(1)] * n
    return [Fraction(2, 5) if place in (0, n - 1) else Fraction(1, 5) / (n - 2) for place in range(n)]
