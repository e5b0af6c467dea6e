"""Whose are these identifiers? The rule alone, without a database (DESIGN, "Identity").

External key, then e-mail, then phone decide; a visitor identifier is only a device and never outweighs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

CONTACT = ("external", "email", "phone")


@dataclass(eq=False)
class Known:
    """A person as far as the rule needs it: which contact identifiers, since when. `id` is None until stored."""

    created_at: datetime
    id: int | None = None
    contacts: set[tuple[str, str]] = field(default_factory=set)
    into: Known | None = None

    def canonical(self) -> Known:
        """The person that was kept, when this one was merged."""
        found = self
        while found.into is not None:
            found = found.into
        return found

    def values(self, kind: str) -> set[str]:
        """The person's own identifiers of one contact kind."""
        return {value for own, value in self.contacts if own == kind}


@dataclass(frozen=True)
class Decision:
    """What is to be done: `person` None means a new one. `leave` names identifiers that stay where they are."""

    person: Known | None
    absorb: tuple[Known, ...] = ()
    moves_visitor: bool = False
    leave: frozenset[str] = frozenset()


def decide(given: Mapping[str, str], owner_of: Callable[[str, str], Known | None]) -> Decision:
    """Whose the identifiers of one form or row are. Merges only persons that the form itself names."""
    owners = {kind: owner for kind in given if (owner := owner_of(kind, given[kind]))}
    named, leave = _named_by_contact(given, owners)
    visitor = owners.get("visitor")
    if not named:
        if visitor is None:
            return Decision(None, leave=leave)
        if _somebody_else(visitor, given):
            return Decision(None, moves_visitor=True, leave=leave)
        return Decision(visitor, leave=leave)
    moves = False
    if visitor is not None and visitor not in named:
        if visitor.contacts:
            moves = True  # a shared computer: the device follows whoever uses it now
        else:
            named.append(visitor)
    kept = min(named, key=lambda person: (not person.contacts, person.created_at, person.id or inf))
    return Decision(kept, tuple(person for person in named if person is not kept), moves, leave)


def _named_by_contact(given: Mapping[str, str], owners: Mapping[str, Known]) -> tuple[list[Known], frozenset[str]]:
    """The existing persons named by contact identifiers, and identifiers that somebody else keeps."""
    named = [owners[kind] for kind in ("external", "email") if kind in owners]
    phone = owners.get("phone")
    leave: frozenset[str] = frozenset()
    if phone is not None:
        emails = {given["email"]} if "email" in given else set[str]().union(*(one.values("email") for one in named))
        if phone not in named and emails and phone.values("email") and not emails & phone.values("email"):
            leave = frozenset(("phone",))  # a phone shared by two e-mail addresses stays with its first person
        else:
            named.append(phone)
    return list(dict.fromkeys(named)), leave


def _somebody_else(visitor: Known, given: Mapping[str, str]) -> bool:
    """Whether unknown contact identifiers differ from the ones the device's person already has."""
    return any(kind in given and visitor.values(kind) - {given[kind]} for kind in ("email", "phone"))
