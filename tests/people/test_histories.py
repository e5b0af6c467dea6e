"""Random histories of forms, merges, their undoing and erasures: at each point everybody is who they obviously are."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.events.models import Event
from suppilo.events.operations import NewFact, record, update_store
from suppilo.events.queries import stored_events
from suppilo.foundation import clock, work
from suppilo.funnels.models import Standing
from suppilo.people.models import Identifier
from suppilo.people.operations import (
    LaterMerge,
    NotMerged,
    erase_person,
    identify,
    merge,
    set_attributes,
    unmerge,
)
from suppilo.people.queries import attributes_of, canonical, find
from tests.events.store.oracle import of_the_log, of_the_store, same
from tests.messages.world import NOON, publish
from tests.people.who_is_who import STAGES, WhoIsWho, Written

pytestmark = pytest.mark.django_db(transaction=True)
_numbers = itertools.count()
CONDITIONS = {
    "lead": {"identifier": "email"},
    "wished": {"attribute": "wish", "is_present": True},
    "small": {"attribute": "wish", "is": "small"},
    "told": {"event": "told_us"},
    "eager": {"all": [{"event": "told_us"}, {"attribute": "wish", "is": "small"}]},
    "both": {"all": [{"event": "told_us"}, {"identifier": "phone"}]},
}
FUNNEL = {
    "id": "coffee",
    "name": "Coffee",
    "stages": [{"id": stage, "name": stage, "enter": CONDITIONS[stage]} for stage in STAGES],
}
EMAILS = st.sampled_from(["a@x.fi", "b@x.fi", "c@x.fi"])
PHONES = st.sampled_from(["+358401111111", "+358402222222"])
DEVICES = st.sampled_from(["device-1", "device-2"])
WHO = st.integers(0, 5)
VALUES = st.sampled_from(["small", "large"])
GIVEN = st.one_of(
    st.fixed_dictionaries({"email": EMAILS}),
    st.fixed_dictionaries({"phone": PHONES}),
    st.fixed_dictionaries({"visitor": DEVICES}),
    st.fixed_dictionaries({"email": EMAILS, "visitor": DEVICES}),
    st.fixed_dictionaries({"email": EMAILS, "phone": PHONES}),
)
DEED = st.one_of(
    st.tuples(st.just("form"), GIVEN),
    st.tuples(st.just("form"), GIVEN),
    st.tuples(st.just("merge"), WHO, WHO),
    st.tuples(st.just("merge"), WHO, WHO),
    st.tuples(st.just("unmerge"), WHO),
    st.tuples(st.just("unmerge"), WHO),
    st.tuples(st.just("wish"), WHO, st.just("wish"), VALUES, st.just(0)),
    st.tuples(st.just("wish"), WHO, st.just("size"), VALUES, st.integers(0, 5)),
    st.tuples(st.just("tell"), WHO),
    st.tuples(st.just("erase"), WHO),
)


class Life:
    """One history in a workspace of its own, and the oracle beside it."""

    def __init__(self) -> None:
        number = next(_numbers)
        self.workspace = publish(
            f"life-{number}", funnels=[FUNNEL], events={"told_us": {}}, attributes={"wish": "text", "size": "text"}
        ).workspace_id
        self.known = WhoIsWho()
        self.now: datetime = NOON

    def do(self, deed: tuple) -> None:
        """One deed, then everything that follows from it."""
        self.now += timedelta(minutes=1)
        self.known.step += 1
        with clock.at(self.now):
            getattr(self, deed[0])(*deed[1:])
            work.run_due(self.now, only=("settle", "settle_in_time"))
            update_store(self.workspace)

    def _numbered(self, place: int) -> int | None:
        numbers = sorted(self.known.born)
        return numbers[place % len(numbers)] if numbers else None

    def form(self, given: dict[str, str]) -> None:
        expected, absorbed = self.known.expect(given)
        found = identify(self.workspace, identifiers=given, at=self.now, now=self.now)
        assert found.created == (expected is None) and set(found.merged_from) == absorbed
        assert expected in (None, found.person_id)
        self.known.born.setdefault(found.person_id, len(self.known.born) and max(self.known.born.values()) + 1)
        for number in absorbed:
            self.known.merged(number, found.person_id)
        self.known.give(given, found.person_id)

    def merge(self, one: int, other: int) -> None:
        keep, absorb = self._numbered(one), self._numbered(other)
        if keep is None or absorb is None:
            return
        kept, absorbed = self.known.root(keep), self.known.root(absorb)
        about = {"reason": "staff", "at": self.now, "now": self.now}
        answer = merge(self.workspace, keep=keep, absorb=absorb, **about)
        assert answer == (kept if kept != absorbed else None)
        if kept != absorbed:
            self.known.merged(absorbed, kept)

    def unmerge(self, one: int) -> None:
        number = self._numbered(one)
        if number is None:
            return
        into = self.known.into.get(number)
        try:
            kept = unmerge(self.workspace, absorbed=number, at=self.now, now=self.now)
        except NotMerged:
            assert into is None
        except LaterMerge:
            assert into in self.known.into
        else:
            assert kept == into and into not in self.known.into
            self.known.parted(number)

    def wish(self, one: int, key: str, value: str, late: int) -> None:
        """Told `late` minutes and a half after it was said."""
        if number := self._numbered(one):
            said = late + 0.5 if late else 0
            at = self.now - timedelta(minutes=said)
            set_attributes(self.workspace, number, {key: value}, at=at, now=self.now)
            step = self.known.step
            self.known.values.append(Written(self.known.root(number), key, value, step, step - said))

    def tell(self, one: int) -> None:
        if number := self._numbered(one):
            record(self.workspace, [NewFact(name="told_us", person_id=number, at=self.now)])
            self.known.told.setdefault(number, self.known.step)

    def erase(self, one: int) -> None:
        if number := self._numbered(one):
            root = self.known.root(number)
            erase_person(self.workspace, number, now=self.now)
            self.known.erase(root)

    def check(self) -> None:
        """Everything that can be asked, against what obviously is so."""
        known, roots = self.known, self.known.roots()
        assert canonical(known.born) == {number: known.root(number) for number in known.born}
        held = Identifier.objects.filter(workspace_id=self.workspace).values_list("kind", "value")
        assert set(held) == {place for place in known.homes if known.homes[place]}
        assert {place: find(self.workspace, *place) for place in held} == {place: known.owner(*place) for place in held}
        assert attributes_of(roots) == {root: known.sheet(root) for root in roots}
        standing = dict(Standing.objects.filter(workspace_id=self.workspace).values_list("person_id", "stage"))
        assert {root: standing.get(root) or None for root in roots} == {root: known.stage(root) for root in roots}
        nobodies = [stage for person, stage in standing.items() if person < 0 and stage]
        assert Counter(nobodies) == Counter(stage for stage in known.left if stage), "whoever left is counted on"
        assert {person for person, stage in standing.items() if stage and person > 0} <= roots
        self._check_store(roots)

    def _check_store(self, roots: set[int]) -> None:
        stored = of_the_store(stored_events(self.workspace))
        same(stored, of_the_log(self.workspace))
        written = Event.objects.filter(workspace_id=self.workspace, person_id__isnull=False)
        numbers = set(written.values_list("person_id", flat=True))
        assert {number for number in numbers if number > 0} <= set(self.known.born)
        assert {one for one in stored if one > 0} == {self.known.root(number) for number in numbers if number > 0}
        assert {one for one in stored if one < 0} == {number for number in numbers if number < 0}


def live(deeds: list[tuple]) -> None:
    life = Life()
    for deed in deeds:
        life.do(deed)
        life.check()


HISTORY = st.lists(DEED, min_size=6, max_size=14)


@settings(max_examples=10)
@given(HISTORY)
def test_in_any_history_everybody_is_who_they_obviously_are(deeds: list[tuple]):
    live(deeds)


@pytest.mark.long
@settings(max_examples=1_000)
@given(st.lists(DEED, min_size=6, max_size=30))
def test_in_a_thousand_longer_histories_everybody_is_who_they_obviously_are(deeds: list[tuple]):
    live(deeds)


def deeds(*some: tuple) -> list[tuple]:
    """Two people of two addresses, then what is named."""
    return [("form", {"email": "a@x.fi"}), ("form", {"email": "b@x.fi"}), *some]


A, B, C = 0, 1, 2


@pytest.mark.parametrize(
    "told",
    [
        deeds(("merge", A, B), ("wish", A, "wish", "small", 0), ("wish", A, "wish", "large", 0), ("unmerge", B)),
        deeds(("wish", B, "wish", "small", 0), ("wish", B, "wish", "large", 0), ("merge", A, B), ("unmerge", B)),
        deeds(
            ("wish", B, "wish", "small", 0),
            ("tell", B),
            ("wish", A, "wish", "large", 0),
            ("merge", A, B),
            ("unmerge", B),
        ),
        deeds(
            ("wish", B, "wish", "small", 0),
            ("merge", A, B),
            ("tell", A),
            ("wish", A, "wish", "large", 0),
            ("unmerge", B),
        ),
        deeds(
            ("merge", A, B), ("tell", B), *(("wish", A, "wish", one, 0) for one in ("small", "large")), ("unmerge", B)
        ),
        deeds(
            ("merge", A, B), ("tell", A), *(("wish", A, "wish", one, 0) for one in ("small", "large")), ("unmerge", B)
        ),
        deeds(
            ("wish", A, "wish", "small", 0),
            ("wish", B, "wish", "large", 0),
            ("merge", A, B),
            ("tell", A),
            ("wish", A, "wish", "large", 0),
            ("unmerge", B),
        ),
        deeds(
            ("tell", B),
            ("wish", B, "size", "small", 0),
            ("merge", A, B),
            ("wish", A, "size", "small", 2),
            ("unmerge", B),
        ),
        deeds(
            ("tell", B),
            ("wish", B, "size", "small", 0),
            ("merge", A, B),
            ("wish", A, "size", "large", 2),
            ("unmerge", B),
        ),
        deeds(
            ("form", {"email": "c@x.fi"}),
            ("merge", A, B),
            ("merge", A, C),
            *(("wish", A, "wish", one, 0) for one in ("small", "large")),
            ("unmerge", B),
            ("unmerge", C),
        ),
    ],
)
def test_what_was_replaced_while_two_were_one_is_not_forgotten(told: list[tuple]):
    live(told)
