"""Why a fact cannot stand in the log."""

from __future__ import annotations

from django.utils.translation import gettext as _


class FactRefused(Exception):
    """A fact was refused; nothing of its batch was written. The text says which and what to do."""


class UnknownFact(FactRefused):
    """Nobody declared a fact of this name."""

    def __init__(self, name: str) -> None:
        text = _("No fact is called %(name)s: use a built-in name or declare it under events: in business.yaml.")
        super().__init__(text % {"name": name})


class ContactDataInFact(FactRefused):
    """Contact data must stand with the person, where it can be erased."""

    def __init__(self, name: str, key: str) -> None:
        text = _("%(key)s of the fact %(name)s holds contact data: make it an identifier or attribute of the person.")
        super().__init__(text % {"key": key, "name": name})


class BadProperty(FactRefused):
    """A property that the fact does not have."""

    def __init__(self, name: str, key: str, known: tuple[str, ...]) -> None:
        text = _("The fact %(name)s has no property %(key)s: it knows %(known)s.")
        super().__init__(text % {"name": name, "key": key, "known": ", ".join(known) or "–"})


class BadInstant(FactRefused):
    """A time without a zone says nothing."""

    def __init__(self, name: str) -> None:
        text = _("The time of the fact %(name)s has no zone: give an instant with one, for example in UTC.")
        super().__init__(text % {"name": name})
