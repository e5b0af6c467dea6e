"""How a person stands in sequences, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suppilo.messages.queries import Following, following, sequences_of_person
from suppilo.studio.queries.answering import Point, Verdict
from suppilo.studio.words.codes import SEQUENCE_ENDS, say_code


def points(workspace_id: int, person_id: int, message_id: str) -> Iterator[Point]:
    """When it began, whether this message comes next, and why nothing follows."""
    one = following(workspace_id, person_id, message_id)
    if one is None:
        return
    yield Point(one.started_at, _("The sequence {sequence} began.").format(sequence=one.name))
    if one.ended_at is not None:
        words = _("The sequence {sequence} was over for the person: {why}.")
        yield Point(one.ended_at, words.format(sequence=one.name, why=say_code(SEQUENCE_ENDS, one.ended)))
    elif one.is_paused:
        yield Point(None, _("The sequence {sequence} is paused.").format(sequence=one.name), "warn")
    elif one.due_at is not None:
        words = _("It comes next in the sequence {sequence}.")
        yield Point(None, words.format(sequence=one.name), "", one.due_at)


def verdict(workspace_id: int, person_id: int, number: int) -> Verdict:
    """What is to be said of a message that was not put into the outbox."""
    one = following(workspace_id, person_id, f"broadcast:{number}")
    if one is None:
        return Verdict(_("No: the person never came into the sequence that sends it."))
    if one.ended:
        return Verdict(_("No: the sequence was over for the person before it."))
    return Verdict(_("Not yet: the person is in the sequence {sequence}, before it.").format(sequence=one.name))


@dataclass(frozen=True)
class Course:
    """One sequence that a person is in, or was in; `ending` is why nothing follows, in words ("" while they are)."""

    one: Following
    ending: str


def of_person(workspace_id: int, person_id: int) -> list[Course]:
    """The person's sequences: those they are in first, then the newest."""
    found = sequences_of_person(workspace_id, person_id)
    return [Course(one, say_code(SEQUENCE_ENDS, one.ended) if one.ended else "") for one in found]
