"""The ladder leads up: tripwire, core, add-on."""

from __future__ import annotations

import pytest

from suppilo.definition.model import Bundle
from suppilo.definition.reading import read_bundle
from suppilo.offers.ladder import next_offer
from tests.offers.shop import BUSINESS

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    reading = read_bundle({"business.yaml": BUSINESS.replace("BOX_PRICE", "9.90 EUR")})
    assert reading.bundle is not None
    return reading.bundle


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        ([], "box"),
        (["box"], "year"),
        (["box", "year"], "grinder"),
        (["year"], "grinder"),
        (["box", "year", "grinder"], "poster"),
        (["box", "year", "grinder", "poster"], None),
        (["gone_from_the_definition"], "box"),
    ],
)
def test_each_purchase_leads_one_rung_up(bundle: Bundle, bought: list[str], expected: str | None):
    assert next_offer(bundle, bought) == expected


def test_nobody_is_offered_an_add_on_before_the_core_or_led_down_again(bundle: Bundle):
    assert next_offer(bundle, ["box"]) == "year"
    assert next_offer(bundle, ["year", "grinder", "poster"]) is None
