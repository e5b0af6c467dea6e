"""How a person stands in the sequence that sends a message, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from suppilo.messages.queries import following
from suppilo.studio.queries.answering import Point, Verdict


def points(workspace_id: int, person_id: int, message_id: str) -> Iterator[Point]:
    """When it began, whether this message comes next, and why nothing follows."""
    one = following(workspace_id, person_id, message_id)
    if one is None:
        return
    yield Point(one.started_at, _("The sequence {sequence} began.").format(sequence=one.name))
    if one.ended_at is not None:
        words = _("The sequence {sequence} was over for the person: {why}.")
        yield Point(one.ended_at, words.format(sequence=one.name, why=_why(one.ended)))
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


def _why(ended: str) -> str:
    words = {"left": _("they left the segment"), "finished": _("they had got all of it"), "over": _("it was ended")}
    return words.get(ended, ended)
