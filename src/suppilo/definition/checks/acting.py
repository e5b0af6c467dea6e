"""The steps of a journey one by one: what they name is there, and what they set fits."""

from __future__ import annotations

from datetime import date, datetime

from suppilo.definition.checks.dates import look_at_date
from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.where import look_at_where
from suppilo.definition.model import (
    Branch,
    Enrol,
    GivePoints,
    Move,
    PropertyType,
    Send,
    SetAttributes,
    Split,
    Step,
    Vary,
    WaitFor,
    WaitUntil,
    Window,
)
from suppilo.definition.problems import Path


def look_at_step(finder: Finder, step: Step, path: Path) -> None:
    """Complain about what this step names and does; steps inside it are looked at by themselves."""
    match step:
        case Send():
            finder.expect("message", step.send, finder.messages, (*path, "send"))
        case WaitFor():
            fact = finder.fact(step.wait_for, (*path, "wait_for"))
            if fact is not None:
                look_at_where(finder, fact, step.where, (*path, "where"))
        case WaitUntil():
            look_at_date(finder, step.wait_until, step, path, key="wait_until")
        case Window():
            if step.window.start == step.window.end:
                finder.complain("window_empty", (*path, "window", "end"))
        case Branch():
            if not step.then and not step.otherwise:
                finder.complain("empty_branch", path)
        case Split():
            if len(step.split) < 2:
                finder.complain("one_way", (*path, "split"))
        case Vary():
            _vary(finder, step, path)
        case Move():
            _move(finder, step, path)
        case SetAttributes():
            _set(finder, step, path)
        case GivePoints():
            finder.expect("score", step.score, finder.bundle.scores, (*path, "score"))
            if not step.points:
                finder.complain("gives_no_points", (*path, "points"))
        case Enrol():
            finder.expect("journey", step.enrol, finder.journeys, (*path, "enrol"))
        case _:
            pass


def _vary(finder: Finder, step: Vary, path: Path) -> None:
    """Every variant needs a way, so that nobody wonders what happens to the others."""
    if not finder.expect("experiment", step.experiment, finder.experiments, (*path, "experiment")):
        return
    variants = [one.id for one in finder.experiments[step.experiment].variants]
    for variant in step.ways:
        finder.expect("variant", variant, variants, (*path, "ways", variant), of=step.experiment, at_key=True)
    for variant in variants:
        if variant not in step.ways:
            finder.complain("missing_way", (*path, "ways"), at_key=True, name=variant, of=step.experiment)


def _move(finder: Finder, step: Move, path: Path) -> None:
    """A stage of the journey's own funnel, or of the one that is named."""
    if step.funnel is not None and not finder.expect("funnel", step.funnel, finder.stages, (*path, "funnel")):
        return
    own = finder.bundle.funnels[int(path[1])].id
    funnel = next(one for one in finder.bundle.funnels if one.id == (step.funnel or own))
    stages = {stage.id: stage for stage in funnel.stages}
    if finder.expect("stage_of", step.move, stages, (*path, "move"), of=funnel.id) and stages[step.move].may_leave:
        finder.complain("stage_may_leave", (*path, "move"), name=step.move)


def _set(finder: Finder, step: SetAttributes, path: Path) -> None:
    for key, value in step.set.items():
        here = (*path, "set", key)
        if not finder.expect("attribute", key, finder.attributes, here):
            continue
        kind = finder.attributes[key]
        if kind == "list":
            finder.complain("set_list", here, name=key)
        elif not _fits(kind, value):
            finder.complain("set_value", here, value=str(value)[:60], name=key, type=kind)


def _fits(kind: PropertyType, value: object) -> bool:
    """Whether a value can be cast as it will be on write (people cast text to days and instants)."""
    if isinstance(value, str) and not value.strip():
        return False
    if kind in ("text", "list"):
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and _is_date(kind, value)


def _is_date(kind: PropertyType, value: str) -> bool:
    """A day as 2026-03-01, an instant with its zone."""
    try:
        return (date.fromisoformat(value) if kind == "day" else datetime.fromisoformat(value).tzinfo) is not None
    except ValueError:
        return False
