"""What the store keeps of properties, and that it refuses what it does not keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from suppilo.analysis.asking import Event, Exclude
from suppilo.analysis.attribution import attribution
from suppilo.analysis.errors import BadInput
from suppilo.analysis.funnel import funnel
from suppilo.analysis.store import manifest, words
from suppilo.analysis.store.writing import write_store
from suppilo.definition.reading import read_bundle
from suppilo.events.operations import NewFact, record, update_store
from suppilo.events.queries import compare_store, store_status, stored_events
from suppilo.events.store import places, updating
from suppilo.events.store.coding import kept
from suppilo.publishing import operations as publishing
from suppilo.team.operations import create_workspace
from tests.events.store.test_damage import another_process

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP = """
suppilo: 1
business: {name: Shop, languages: [en], country: FI, zone: Europe/Helsinki, currency: EUR}
events:
  view: {properties: {session: text, page: text, brand: text, tags: list}}
  buy: {properties: {session: text}}
  complaint: {properties: {session: text}}
"""


def said(person: int, name: str = "view", minutes: int = 0, **properties: object) -> NewFact:
    return NewFact(name=name, person_id=person, at=NOON + timedelta(minutes=minutes), properties=properties)


@pytest.mark.pure
def test_seventy_thousand_visits_are_counted_one_by_one(tmp_path):
    visits = 70_000
    rows = np.arange(2 * visits)
    visit, second = rows % visits, rows >= visits
    buys = second & (visit % 3 == 0)
    codes = np.where(buys, 1, 0).astype(np.uint8)
    names = [f"visit {n}" for n in range(visits)]
    store = write_store(
        tmp_path, persons=visit // 7, times=rows * 1_000_000, codes=codes, names=["view", "buy"],
        columns={"session": ((visit + 1).astype(np.uint32), names)},
    )  # fmt: skip
    frame = pl.DataFrame({"session": [names[n] for n in visit], "time": rows, "name": np.array(["view", "buy"])[codes]})
    asked = {"steps": ["view", "buy"], "unit": "session", "window": "7d"}
    assert funnel(store, **asked).counts == funnel(frame, **asked).counts == [70_000, 23_334]
    one = Event("view", where={"session": "VISIT 69999"})
    assert funnel(store, steps=[one]).counts == [1]
    assert funnel(store, steps=[Event("view", where={"session": {"is_missing": True}})]).counts == [0]


@pytest.mark.django_db(transaction=True)
class TestOfTheLog:
    @pytest.fixture(autouse=True)
    def shop(self) -> None:
        self.shop = create_workspace(slug="shop", name="Shop").pk
        publishing.apply(self.shop, read_bundle({"business.yaml": SHOP}), made_from=None)

    def test_a_long_text_is_a_value_like_any_other(self):
        record(self.shop, [said(1, page="guide"), said(2, page="å" * 900), said(3, page="å" * 899 + "b")])
        store = stored_events(self.shop)
        assert funnel(store, steps=[Event("view", where={"page": "Å" * 900})]).people(1) == [2]
        assert funnel(store, steps=[Event("view", where={"page": "guide"})]).people(1) == [1]
        assert not store_status(self.shop).dropped

    def test_a_list_is_asked_what_it_contains_and_nothing_else(self):
        record(self.shop, [said(1, tags=["Wool", "new"]), said(2, tags=[]), said(3, tags="wool")])
        store = stored_events(self.shop)
        for where, who in (
            ({"contains": "wool"}, [1, 3]), ({"contains": "woo"}, []), ({"is": "wool"}, []), ({"is_not": "wool"}, []),
            ({"is_missing": True}, [2]), ({"is_present": True}, [1, 3]),
        ):  # fmt: skip
            assert funnel(store, steps=[Event("view", where={"tags": where})]).people(1) == who, where
        for refused in ({"breakdown": "tags"}, {"unit": "tags"}):
            with pytest.raises(BadInput, match="'tags' holds lists"):
                funnel(store, steps=["view"], **refused)
        assert compare_store(self.shop).equal

    def test_what_is_not_kept_is_refused_by_name_and_never_answered(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(words, "HEAVIEST", 1_000)
        record(self.shop, [said(one, "view", session=f"s{one}", page="a") for one in range(1, 12)])
        record(self.shop, [said(1, "buy", minutes=1, session="s1"), said(1, "complaint", session="s1")])
        store = stored_events(self.shop)
        view = Event("view", where={"session": "s1"})
        for question in (
            {"steps": [view]}, {"steps": ["view"], "unit": "session"},
            {"steps": ["view"], "breakdown": "session"},
            {"steps": ["view", "buy"], "exclude": Exclude(Event("complaint", where={"session": "s1"}))},
            {"steps": [Event("view", where={"session": {"is_missing": True}})]},
        ):  # fmt: skip
            with pytest.raises(BadInput, match="'session'.*more than"):
                funnel(store, **question)
        with pytest.raises(BadInput, match="'session'"):
            attribution(store, conversion="buy", channel="session")
        assert funnel(store, steps=[Event("view", where={"page": "a"})]).counts == [11]
        found = compare_store(self.shop)
        assert found.equal and list(found.dropped) == ["session"]

    def test_the_heaviest_property_gives_way_to_all_others(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(words, "HEAVIEST_TOGETHER", 3_000)
        record(self.shop, [said(one, session=f"s{one}") for one in range(20)])
        record(self.shop, [said(one, brand="aqua" if one % 2 else "zest") for one in range(20)])
        assert list(stored_events(self.shop).manifest.dropped) == ["session"]
        assert funnel(stored_events(self.shop), steps=[Event("view", where={"brand": "aqua"})]).counts == [10]

    def test_a_store_of_older_rules_is_laid_out_anew(self):
        record(self.shop, [said(1, tags=["wool"])])
        card = stored_events(self.shop).manifest
        old = {key: value for key, value in card.note.items() if key != "keeps"}
        folder = places.folder_of(self.shop)
        manifest.publish(folder, manifest.next_generation(card, note=old, dropped={"tags": "more than 65535 values"}))
        another_process()
        assert funnel(stored_events(self.shop), steps=[Event("view", where={"tags": {"contains": "wool"}})]).counts == [
            1
        ]
        assert store_status(self.shop).why == updating.OTHER_RULES

    def test_words_are_written_in_few_files_and_read_once(self, monkeypatch: pytest.MonkeyPatch):
        for turn in range(16):
            record(self.shop, [said(1, session=f"s{turn}-{n}") for n in range(3)])
            update_store(self.shop)
        card = stored_events(self.shop).manifest
        assert len(card.words) < 8
        another_process()
        assert len(stored_events(self.shop).values("session")) == 49
        read: list[str] = []
        real = words.checked
        monkeypatch.setattr(words, "checked", lambda folder, one: read.append(one.name) or real(folder, one))
        record(self.shop, [said(1, session="s0-0"), said(1, session="new")])
        store = stored_events(self.shop)
        assert len(store.values("session")) == 50 and not read
        assert compare_store(self.shop).equal


@pytest.mark.pure
def test_values_that_python_takes_for_equal_are_told_apart():
    one = words.Words()
    values = [1, True, 0, False, "1", ("1",), (1,), (True,), {}, 2.5]
    codes = [one.value_code("x", value) for value in values]
    assert codes == list(range(1, 11))
    assert [one.value_code("x", value) for value in values] == codes


@pytest.mark.pure
def test_properties_are_read_as_conditions_see_them():
    text = '{"a": [1.0, "b", null, ["c"], {"d": 1}], "b": [], "c": "", "d": null, "e": {}, "origin": 2.0}'
    assert dict(kept(text)) == {"a": (1, "b", None, {}, {}), "e": {}, "property.origin": 2}
