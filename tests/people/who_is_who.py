"""Who is who, kept in the slowest obvious way: nothing moves; each question goes through everything that was told.

An identifier hangs on the number it was left under, a value and a fact on the number they were written under. Merges
are arrows from number to number. Whoever is asked for is everybody whose arrows lead there. What they have ever been is
found by going through every step again as if merges that were taken back had never been.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CONTACT = ("email", "phone")
STAGES = ("lead", "wished", "small", "told", "eager", "both")


@dataclass(frozen=True)
class Written:
    """A value, the step at which it was written, and the minute of which it was said."""

    number: int
    key: str
    value: str
    step: int
    minute: float


@dataclass
class WhoIsWho:
    """The numbers in the order in which they were made, and what was told of each."""

    born: dict[int, int] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)
    homes: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    since: dict[int, int] = field(default_factory=dict)
    step: int = 0
    values: list[Written] = field(default_factory=list)
    told: dict[int, int] = field(default_factory=dict)
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

    def merged(self, number: int, into: int) -> None:
        self.into[number] = into
        self.since[number] = self.step

    def parted(self, number: int) -> None:
        del self.into[number], self.since[number]

    def sheet(self, root: int) -> dict[str, str]:
        return self._sheet(self.group(root), self.step)

    def _sheet(self, group: set[int], step: int) -> dict[str, str]:
        """The value said last counts, however late it was written."""
        there = [one for one in self.values if one.number in group and one.step <= step]
        return {one.key: one.value for one in sorted(there, key=lambda one: one.minute)}

    def _parts(self, root: int, step: int) -> list[set[int]]:
        """The people whom this one was at a step, before what merged them since and still stands."""

        def then(number: int) -> int:
            while number in self.into and self.since[number] <= step:
                number = self.into[number]
            return number

        group = self.group(root)
        return [{one for one in group if then(one) == top} for top in {then(one) for one in group}]

    def _was_ever(self, root: int, *, needs_telling: bool) -> bool:
        return any(
            self._sheet(part, step).get("wish") == "small"
            and (not needs_telling or any(self.told.get(one, step + 1) <= step for one in part))
            for step in range(1, self.step + 1)
            for part in self._parts(root, step)
        )

    def stage(self, root: int) -> str | None:
        """The furthest stage whose condition holds, or ever held of any part of them."""
        has_told = bool(self.told.keys() & self.group(root))
        holds = {
            "lead": bool(self.owned(root, "email")),
            "wished": "wish" in self.sheet(root),
            "small": self._was_ever(root, needs_telling=False),
            "told": has_told,
            "eager": self._was_ever(root, needs_telling=True),
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
        self.values = [one for one in self.values if one.number not in gone]
        for number in gone:
            self.told.pop(number, None)
            self.into.pop(number, None)
            self.since.pop(number, None)
            del self.born[number]
