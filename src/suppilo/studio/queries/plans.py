"""A plan in words: what changes, and how many people stay, move, stop or start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from suppilo.definition.differences import Change
from suppilo.publishing.operations import Plan
from suppilo.publishing.ports import Movement
from suppilo.studio.queries import choices
from suppilo.studio.words.codes import Words, say_code
from suppilo.studio.words.names import Names

_OBJECTS: Words = {
    "business": _("business"),
    "sender": _("sender"),
    "purpose": _("purpose"),
    "cap": _("limit"),
    "attribute": _("attribute"),
    "event": _("event"),
    "offer": _("offer"),
    "segment": _("segment"),
    "score": _("score"),
    "message": _("message"),
    "funnel": _("funnel"),
    "order of stages": _("order of stages"),
    "stage": _("stage"),
    "page": _("page"),
    "form": _("form"),
    "journey": _("journey"),
    "rule": _("rule"),
    "file": _("file"),
}
_KINDS: Words = {
    "added": pgettext_lazy("change", "new"),
    "removed": pgettext_lazy("change", "gone"),
    "changed": pgettext_lazy("change", "changed"),
}
_WHAT: Words = {
    "stay": pgettext_lazy("people", "stay"),
    "move": pgettext_lazy("people", "move"),
    "stop": pgettext_lazy("people", "stop"),
    "start": pgettext_lazy("people", "start"),
}
_TONES = {"added": "good", "removed": "bad", "changed": "warn", "stop": "bad", "move": "warn", "start": "good"}


@dataclass(frozen=True)
class ChangeLine:
    """One object that changes, and the places in it."""

    kind: str
    tone: str
    object: str
    id: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class MovementLine:
    """How many people stay, move, stop or start at one object."""

    object: str
    name: str
    what: str
    tone: str
    people: int
    to: str


@dataclass(frozen=True)
class PlanView:
    """A plan ready to be shown."""

    made_from: int | None
    is_empty: bool
    is_text_only: bool
    changes: tuple[ChangeLine, ...]
    movements: tuple[MovementLine, ...]
    stay: int
    move: int
    stop: int
    start: int
    questions: tuple[choices.QuestionView, ...]


def view_of(plan: Plan, names: Names, chosen: Mapping[str, str] | None = None) -> PlanView:
    """The plan in words, with the answers given so far."""
    return PlanView(
        plan.made_from,
        plan.is_empty,
        plan.is_text_only,
        tuple(_changes(plan.changes)),
        tuple(_movement(movement, names) for movement in plan.movements if movement.people),
        plan.people("stay"),
        plan.people("move"),
        plan.people("stop"),
        plan.people("start"),
        choices.view_of(plan.questions, names, chosen or {}),
    )


def _changes(changes: Iterable[Change]) -> Iterable[ChangeLine]:
    """One line per object, however many places of it change."""
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for change in changes:
        places = grouped.setdefault((change.kind, change.object, change.id), [])
        if change.path:
            places.append(".".join(str(part) for part in change.path))
    for (kind, what, key), places in grouped.items():
        yield ChangeLine(say_code(_KINDS, kind), _TONES.get(kind, ""), say_code(_OBJECTS, what), key, tuple(places))


def _movement(movement: Movement, names: Names) -> MovementLine:
    return MovementLine(
        say_code(_OBJECTS, movement.kind),
        _name(movement.kind, movement.id, names),
        say_code(_WHAT, movement.what),
        _TONES.get(movement.what, ""),
        movement.people,
        _name(movement.kind, movement.to, names) if movement.to else "",
    )


def _name(kind: str, key: str, names: Names) -> str:
    funnel, _dot, inside = key.rpartition(".")
    if kind == "stage":
        return names.stage(funnel, inside)
    if kind == "journey":
        return names.journey(inside)
    return names.funnel(key) if kind == "funnel" else key
