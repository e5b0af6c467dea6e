"""Who is who, kept in the slowest obvious way: nothing moves; each question goes through everything that was told.

An identifier hangs on the number it was left under, a value and a fact on the number they were written under. Merges
are arrows from number to number. Whoever is asked for is everybody whose arrows lead there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CONTACT = ("email", "phone")
STAGES = ("lead", "wished", "told", "both")


@dataclass
class WhoIsWho:
    """The numbers in the order in which they were made, and what was told of each."""

    born: dict[int, int] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)
    homes: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    values: list[tuple[int, str, str]] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    left: list[str | None] = field(default_factory=list)

    def root(self, number: int) -> int:
        while number in self.into:
            number = self.into[number]
        return number

    def roots(self) -> set[int]:
        return {self.root(number) for number in self.born}

    def group(self, root: int) -> set[int]:
        return {number for number in self.born if self.root(number) == root}

    def owner(self, kind: str, value: str) -> int | None:
        homes = self.homes.get((kind, value))
        return self.root(homes[-1]) if homes else None

    def owned(self, root: int, *kinds: str) -> set[tuple[str, str]]:
        return {place for place in self.homes if place[0] in kinds and self.owner(*place) == root}

    def sheet(self, root: int) -> dict[str, str]:
        return {key: value for number, key, value in self.values if self.root(number) == root}

    def stage(self, root: int) -> str | None:
        """The furthest stage whose condition holds."""
        has_told = bool(self.told & self.group(root))
        holds = {
            "lead": bool(self.owned(root, "email")),
            "wished": "wish" in self.sheet(root),
            "told": has_told,
            "both": has_told and bool(self.owned(root, "phone")),
        }
        return next((stage for stage in reversed(STAGES) if holds[stage]), None)

    def expect(self, given: Mapping[str, str]) -> tuple[int | None, set[int]]:
        """Who will be found to have given these (None: somebody new), and who turns out to be them."""
        owners = {kind: self.owner(kind, value) for kind, value in given.items()}
        named = [owner for kind, owner in owners.items() if kind in CONTACT and owner and not self._shares(given, kind)]
        device = owners.get("visitor")
        if not named:
            if device and not self._is_somebody_else(given, device):
                return device, set()
            return None, set()
        if device and not self.owned(device, *CONTACT):
            named.append(device)
        kept = min(named, key=lambda one: (not self.owned(one, *CONTACT), self.born[one]))
        return kept, set(named) - {kept}

    def _shares(self, given: Mapping[str, str], kind: str) -> bool:
        """Whether this is the phone number of somebody with another e-mail address."""
        if kind != "phone" or not {"phone", "email"} <= given.keys():
            return False
        owner = self.owner("phone", given["phone"])
        emails = self.owned(owner, "email") if owner else set()
        return bool(emails) and ("email", given["email"]) not in emails

    def _is_somebody_else(self, given: Mapping[str, str], device: int) -> bool:
        return any(self.owned(device, kind) - {(kind, given[kind])} for kind in CONTACT if kind in given)

    def give(self, given: Mapping[str, str], person: int) -> None:
        """`person` gave these: what is new is theirs, and the device follows."""
        shared = self._shares(given, "phone")
        for kind, value in given.items():
            owner = self.owner(kind, value)
            if owner == person or (kind == "phone" and shared):
                continue
            homes = self.homes.setdefault((kind, value), [])
            group = self.group(person)
            homes.append(next((home for home in reversed(homes) if home in group), person))

    def erase(self, root: int) -> None:
        gone = self.group(root)
        self.left.append(self.stage(root))
        self.homes = {
            place: [home for home in homes if home not in gone]
            for place, homes in self.homes.items()
            if self.owner(*place) != root
        }
        self.values = [one for one in self.values if one[0] not in gone]
        self.told -= gone
        for number in gone:
            self.into.pop(number, None)
            del self.born[number]
