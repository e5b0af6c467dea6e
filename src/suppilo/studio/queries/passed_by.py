"""Why somebody who was taken into a journey did not get its message."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from suppilo.journeys import queries as journeys
from suppilo.publishing.queries import bundle_of
from suppilo.studio.queries.answering import Point, Verdict
from suppilo.studio.queries.journeys import journeys_in
from suppilo.studio.words.codes import JOURNEY_ENDS, say_code
from suppilo.studio.words.names import Names
from suppilo.studio.words.steps import say_way, say_whole


def passing_of(card: journeys.EnrolmentCard, message_id: str) -> journeys.Passing:
    """How the message lies to where the person stands, or stood last, in the version that they went through."""
    journey = journeys_in(bundle_of(card.version_id)).get(card.journey)
    if journey is None:
        return journeys.Passing(is_sent=False, is_ahead=False)
    return journeys.passing(journey, message_id, card.step, card.ways)


def verdict(card: journeys.EnrolmentCard, message_id: str, names: Names) -> Verdict:
    """What is so of one enrolment that did not lead to the message (yet)."""
    found, name = passing_of(card, message_id), names.journey(card.journey)
    if card.ended_at is None and found.is_ahead:
        return _inside(card, name)
    if found.fork is not None:
        return Verdict(_("No: the person went another way in the journey {journey}.").format(journey=name))
    if not found.is_sent:
        words = _("No: the person was taken in by a version of the journey {journey} that does not send it.")
        return Verdict(words.format(journey=name))
    if card.ended_at is None:
        return Verdict(
            _("No: the person is past the step of the journey {journey} that sends it.").format(journey=name)
        )
    return Verdict(_("No: the journey ended before it."))


def _inside(card: journeys.EnrolmentCard, name: str) -> Verdict:
    if card.stuck:
        words = _("No: the person cannot go on in the journey {journey}: a step before it fails.")
        return Verdict(words.format(journey=name), "bad")
    if card.held_since:
        words = _("Not yet: the journey {journey} is paused, and the person waits in it before the message.")
        return Verdict(words.format(journey=name), "warn")
    return Verdict(_("Not yet: the person is in the journey {journey}, before it.").format(journey=name))


def points(card: journeys.EnrolmentCard, message_id: str, names: Names) -> Iterator[Point]:
    """What happened to the person in the journey: began, went another way, stands where, ended why."""
    name = names.journey(card.journey)
    yield Point(card.started_at, _("The journey {journey} began.").format(journey=name))
    found = passing_of(card, message_id)
    if found.fork is not None:
        words = _("At the step “{step}” the person went this way: {taken}. The message lies in the other: {needed}.")
        taken, needed = (say_way(found.fork, way, names) for way in (found.taken, found.needed))
        step = say_whole(found.fork, names)
        yield Point(card.ended_at, words.format(step=step, taken=taken, needed=needed))
    if card.ended_at is not None:
        why = say_code(JOURNEY_ENDS, card.reason)
        yield Point(card.ended_at, _("The journey {journey} ended: {why}.").format(journey=name, why=why))
    else:
        yield from _standing(card, names)


def _standing(card: journeys.EnrolmentCard, names: Names) -> Iterator[Point]:
    name, step = names.journey(card.journey), _step(card, names)
    if card.stuck:
        words = _("In the journey {journey} this step fails: {step}. The program says: {said}")
        yield Point(None, words.format(journey=name, step=step, said=card.stuck), "bad")
        return
    yield Point(
        None, _("In the journey {journey}, at the step {step}.").format(journey=name, step=step), "", card.next_at
    )
    if card.held_since:
        yield Point(
            card.held_since, _("The pause holds the person here until somebody lets the journey go on."), "warn"
        )


def _step(card: journeys.EnrolmentCard, names: Names) -> str:
    """The step at which they stand, by its name in the version that they go through."""
    journey = journeys_in(bundle_of(card.version_id)).get(card.journey)
    step = journeys.step_called(journey, card.step) if journey else None
    if step is None:
        return card.step.replace("_", " ")
    return say_whole(step, names)
