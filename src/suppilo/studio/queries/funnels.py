"""Funnels at a glance, and the choices of the funnel page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from suppilo.definition.model import Bundle, Funnel
from suppilo.funnels import queries as funnels
from suppilo.studio.words.names import Names

#: Properties of facts that funnels are usually broken down by, beside the attributes of people.
USUAL = ("source", "medium", "campaign", "language")


@dataclass(frozen=True)
class StageGlance:
    """One stage: who stands there now; `share` is of the fullest stage, in per cent for a bar, 1 for the few too."""

    id: str
    name: str
    layer: str
    standing: int
    share: int


@dataclass(frozen=True)
class FunnelGlance:
    """A funnel in its few key numbers."""

    id: str
    name: str
    people: int
    last: int
    last_name: str
    stages: tuple[StageGlance, ...]


@dataclass(frozen=True)
class StageChoice:
    """A stage that a list can be limited to."""

    value: str
    name: str


@dataclass(frozen=True)
class FunnelChoice:
    """A funnel with its stages, to choose from."""

    name: str
    stages: tuple[StageChoice, ...]


def glances(workspace_id: int, bundle: Bundle, names: Names) -> list[FunnelGlance]:
    """Every funnel of the running definition."""
    return [_glance(workspace_id, funnel, names) for funnel in bundle.funnels]


def _glance(workspace_id: int, funnel: Funnel, names: Names) -> FunnelGlance:
    counts = funnels.standing(workspace_id, funnel.id)
    most = max((counts.get(stage.id, 0) for stage in funnel.stages), default=0) or 1
    shown = tuple(
        StageGlance(
            stage.id,
            names.stage(funnel.id, stage.id),
            stage.layer,
            counts.get(stage.id, 0),
            -(-100 * counts.get(stage.id, 0) // most),
        )
        for stage in funnel.stages
    )
    people, last = sum(stage.standing for stage in shown), shown[-1]
    return FunnelGlance(funnel.id, names.funnel(funnel.id), people, last.standing, last.name, shown)


def stage_names(person_ids: Collection[int], names: Names) -> dict[int, list[str]]:
    """The names of the stages in which each person stands, one a funnel."""
    places = funnels.stage_of(person_ids)
    return {
        person: [names.stage(place.funnel, place.stage) for place in some.values()] for person, some in places.items()
    }


def stage_places(person_id: int, names: Names) -> list[tuple[str, str]]:
    """(funnel, stage) by name for one person."""
    places = funnels.stage_of([person_id])[person_id]
    return [(names.funnel(place.funnel), names.stage(place.funnel, place.stage)) for place in places.values()]


def people_at(workspace_id: int, chosen: str) -> Iterable[int]:
    """The ids of the people who stand in the stage chosen as "funnel.stage"; nobody for an unknown one."""
    funnel, _dot, stage = chosen.partition(".")
    return funnels.people_at(workspace_id, funnel, stage)


def stage_choices(bundle: Bundle, names: Names) -> list[FunnelChoice]:
    """The stages of all funnels, value "funnel.stage"."""
    return [
        FunnelChoice(
            names.funnel(funnel.id),
            tuple(StageChoice(f"{funnel.id}.{stage.id}", names.stage(funnel.id, stage.id)) for stage in funnel.stages),
        )
        for funnel in bundle.funnels
    ]


def breakdowns(bundle: Bundle) -> list[str]:
    """What a funnel can be broken down by."""
    return [*USUAL, *sorted(key for key in bundle.attributes if key not in USUAL)]
