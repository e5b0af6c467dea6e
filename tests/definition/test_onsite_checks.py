"""A message on the page is a text and at most one button."""

from __future__ import annotations

import pytest

from suppilo.definition.reading import read_bundle
from tests.offers.shop import BUSINESS

MESSAGE = "messages:\n  hello: {channel: onsite, text: {en: Hi, fi: Hei}, PART}\nfunnels:\n"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("expires_after: 1d", None),
        ("blocks: [{kind: button, label: {en: Go, fi: Mene}, link: page, page: box}]", None),
        ("blocks: [{kind: text, body: {en: More, fi: Lue}}]", "onsite_blocks"),
        ("blocks: [{kind: button, label: {en: Yes, fi: On}, link: confirm}]", "onsite_blocks"),
        ("subject: {en: Hello, fi: Terve}", "channel_key"),
    ],
)
def test_what_a_message_on_the_page_may_hold(part, name):
    text = BUSINESS.replace("BOX_PRICE", "9.90 EUR").replace("funnels:\n", MESSAGE.replace("PART", part))
    reading = read_bundle({"business.yaml": text})
    found = {problem.sayings[0].name for problem in reading.problems if problem.severity == "error"}
    assert found == ({name} if name else set())
