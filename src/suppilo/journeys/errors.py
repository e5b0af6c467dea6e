"""Why something about a journey could not be done."""

from __future__ import annotations

from django.utils.translation import gettext as _


class NoSuchJourney(Exception):
    """The running definition has no journey of that name."""

    def __init__(self, journey: str, known: list[str]) -> None:
        text = _("There is no journey “%(journey)s”. There are: %(known)s.")
        super().__init__(text % {"journey": journey, "known": ", ".join(known) or "–"})


class JourneyPaused(Exception):
    """Nobody can enter a journey that stands still."""

    def __init__(self, journey: str) -> None:
        text = _("The journey “%(journey)s” is paused: resume it first.")
        super().__init__(text % {"journey": journey})


class NoSuchSegment(Exception):
    """The running definition has no segment of that name."""

    def __init__(self, segment: str, known: list[str]) -> None:
        text = _("There is no segment “%(segment)s”. There are: %(known)s.")
        super().__init__(text % {"segment": segment, "known": ", ".join(known) or "–"})


class NotByHand(Exception):
    """A program may start only a journey whose trigger is `manual`."""


class KeyUsed(Exception):
    """A request of this name came before and said something else."""
