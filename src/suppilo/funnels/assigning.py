"""Stages that people are put into: a fact like any other, which every stage's condition counts besides its own."""

from __future__ import annotations

from suppilo.kernel.conditions import Condition, parse_condition

FACT = "stage_assigned"


def assigned(funnel: str, stage: str) -> Condition:
    """Holds of whoever was put into the stage."""
    return parse_condition({"event": FACT, "where": {"funnel": funnel, "stage": stage}})
