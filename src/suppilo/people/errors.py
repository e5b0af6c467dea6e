"""What cannot be done with people, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext as _


class CannotUnmerge(Exception):
    """A merge that cannot be taken back as things stand; the text tells the remedy."""


class NotMerged(CannotUnmerge):
    """The person stands on their own."""

    def __init__(self, person_id: int) -> None:
        super().__init__(_("Person {number} is not merged into anybody.").format(number=person_id))


class LaterMerge(CannotUnmerge):
    """Whom the person was merged into has itself been merged since."""

    def __init__(self, *, absorbed: int, kept: int, into: int) -> None:
        text = _("Person {kept} was merged into person {into} later: take that merge back first, then this one.")
        super().__init__(text.format(kept=kept, into=into))
        self.absorbed, self.kept, self.into = absorbed, kept, into


class CannotMerge(Exception):
    """Two persons that cannot be merged; the text tells why."""


class AlreadyOne(CannotMerge):
    """Both numbers stand for the same person."""

    def __init__(self) -> None:
        super().__init__(_("These two are the same person already."))
