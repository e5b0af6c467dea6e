"""Two definitions are told apart object by object, and words from everything else."""

from __future__ import annotations

import pytest

from suppilo.definition.differences import Change, differences
from suppilo.definition.model import Bundle

pytestmark = pytest.mark.pure

BASE = {
    "business": {"name": "T", "languages": ["en"], "country": "FI", "zone": "UTC", "currency": "EUR"},
    "offers": {"box": {"role": "tripwire", "name": "Box", "price": "9.90 EUR"}},
    "funnels": [
        {
            "id": "f",
            "name": "F",
            "stages": [
                {"id": "lead", "name": "Lead", "enter": {"event": "lead_imported"}},
                {"id": "won", "name": "Won", "enter": {"event": "deal_won"}},
            ],
        }
    ],
}


def bundle(**changes: object) -> Bundle:
    return Bundle.model_validate(BASE | changes)


def funnel(**changes: object) -> list[dict[str, object]]:
    return [BASE["funnels"][0] | changes]


def test_equal_definitions_have_no_difference():
    assert differences(bundle(), bundle()) == []


def test_everything_of_a_first_definition_is_added():
    found = differences(None, bundle())
    assert {change.kind for change in found} == {"added"}
    assert ("stage", "f.won") in {(change.object, change.id) for change in found}


def test_a_changed_word_is_a_change_of_text_only_with_its_place():
    stages = [BASE["funnels"][0]["stages"][0] | {"name": {"en": "Newcomer"}}, BASE["funnels"][0]["stages"][1]]
    assert [
        (change.object, change.id, change.path[0], change.is_text_only)
        for change in differences(bundle(), bundle(funnels=funnel(stages=stages)))
    ] == [("stage", "f.lead", "name", True)]


def test_a_changed_price_is_more_than_text():
    dearer = {"box": BASE["offers"]["box"] | {"price": "12.00 EUR"}}
    assert differences(bundle(), bundle(offers=dearer)) == [Change("changed", "offer", "box", ("price",), False)]


def test_a_removed_stage_and_the_new_order_are_told():
    found = differences(bundle(), bundle(funnels=funnel(stages=BASE["funnels"][0]["stages"][:1])))
    assert Change("removed", "stage", "f.won") in found
    assert [change.object for change in found] == ["order of stages", "stage"]


def test_a_text_that_appears_where_none_was_is_more_than_words():
    described = {"box": BASE["offers"]["box"] | {"summary": "Nice"}}
    assert [change.is_text_only for change in differences(bundle(), bundle(offers=described))] == [False]
