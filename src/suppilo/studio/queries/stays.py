"""The journeys that one person is in, or was in, as their page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suppilo.definition.model import Journey, Send, Step
from suppilo.journeys import queries as journeys
from suppilo.messages import queries as messages
from suppilo.publishing.queries import bundle_of
from suppilo.studio.queries.journeys import journeys_in
from suppilo.studio.words.codes import JOURNEY_ENDS, say_code
from suppilo.studio.words.names import Names
from suppilo.studio.words.steps import say_whole

LIMIT = 20


@dataclass(frozen=True)
class Stay:
    """One time in one journey. `step` is where they stand, in words ("" at the end, or when it is over); `ending` how
    it ended. `runs`: the journey has a page. `message` is one of its messages, whose page says more ("" if none).
    """

    card: journeys.EnrolmentCard
    name: str
    step: str
    ending: str
    runs: bool
    message: str


def stays_of(workspace_id: int, person_id: int, names: Names) -> list[Stay]:
    """The person's journeys: those they are in first, then the newest."""
    cards = journeys.journeys_of_people(workspace_id, [person_id], limit=LIMIT)
    running = journeys_in(names.bundle) if names.bundle else {}
    newest: dict[str, str] = {}
    for letter in messages.messages_of(workspace_id, [person_id]) if cards else ():
        newest.setdefault(letter.journey, letter.message_id)
    found = [_stay(card, running, newest, names) for card in cards]
    return sorted(found, key=lambda one: one.card.ended_at is not None)


def _stay(card: journeys.EnrolmentCard, running: dict[str, Journey], newest: dict[str, str], names: Names) -> Stay:
    """By the version in which they are or were: its steps may be gone from the one that runs."""
    own = journeys_in(bundle_of(card.version_id)).get(card.journey)
    steps = list(_walk(own.steps)) if own else []
    at = next((step for step in steps if step.id == card.step), None)
    is_over = card.ended_at is not None
    sends = next((step.send for step in steps if isinstance(step, Send)), "")
    return Stay(
        card=card,
        name=names.journey(card.journey),
        step="" if is_over or at is None else say_whole(at, names),
        ending=say_code(JOURNEY_ENDS, card.reason) if is_over else "",
        runs=card.journey in running,
        message=newest.get(card.journey, sends),
    )


def _walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        for inside in journeys.ways_of(step):
            yield from _walk(inside)
