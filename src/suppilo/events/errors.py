"""Why a fact cannot stand in the log."""

from __future__ import annotations


class FactRefused(Exception):
    """A fact was refused; nothing of its batch was written. The text says which and what to do."""


class UnknownFact(FactRefused):
    """Nobody declared a fact of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No fact is called {name!r}: use a built-in name or declare it under `events:` in business.yaml."
        )


class ContactDataInFact(FactRefused):
    """Contact data must stand with the person, where it can be erased."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__(
            f"The property {key!r} of {name!r} holds contact data: give it to the person as an identifier or attribute."
        )


class BadProperty(FactRefused):
    """A property that the fact does not have."""

    def __init__(self, name: str, key: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} has no property {key!r}: it knows {', '.join(known) or 'none'}.")


class BadInstant(FactRefused):
    """A time without a zone says nothing."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The time of {name!r} has no zone: give an aware instant, for example in UTC.")
