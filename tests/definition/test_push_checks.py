"""A notification is a title, a text and at most one button; a page asks for a purpose that covers notifications."""

from __future__ import annotations

import pytest

from suppilo.definition.reading import read_bundle
from tests.offers.shop import BUSINESS

MESSAGE = "messages:\n  hello: {channel: push, title: {en: Hi, fi: Hei}, text: {en: Come, fi: Tule}, PART}\nfunnels:\n"
BLOCK = "          - {id: form, kind: form, form: ask}\n          - {kind: push, PART}\n"


def wrong(text: str) -> set[tuple[str, str]]:
    reading = read_bundle({"business.yaml": text.replace("BOX_PRICE", "9.90 EUR")})
    return {(one.sayings[0].name, one.place) for one in reading.problems if one.severity == "error"}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("expires_after: 1d", None),
        ("blocks: [{kind: button, label: {en: Go, fi: Mene}, link: page, page: box}]", None),
        ("blocks: [{kind: text, body: {en: More, fi: Lue}}]", "push_blocks"),
        ("blocks: [{kind: button, label: {en: Yes, fi: On}, link: confirm}]", "push_blocks"),
        ("subject: {en: Hello, fi: Terve}", "channel_key"),
        ("icon: images/gone.png", None),
        ("icon: images/drawn.svg", "icon_kind"),
        ("channel: email", "duplicate_key"),
    ],
)
def test_what_a_notification_may_hold(part, name):
    text = BUSINESS.replace("funnels:\n", MESSAGE.replace("PART", part))
    assert {found for found, _ in wrong(text)} == ({name} if name else set())


@pytest.mark.pure
@pytest.mark.parametrize(
    ("title", "is_wrong"),
    [("x" * 80, False), ("x" * 81, True), ("{{ person.first_name | default: 'you' }} " + "x" * 79, False)],
)
def test_a_title_that_no_browser_shows_is_told_with_its_place(title, is_wrong):
    text = BUSINESS.replace("funnels:\n", MESSAGE.replace("en: Hi,", f'en: "{title}",').replace(", PART", ""))
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "hello:" in one)
    found = wrong(text)
    assert {name for name, _ in found} == ({"push_length"} if is_wrong else set())
    assert all(f":{line}:" in place for _, place in found)


@pytest.mark.pure
@pytest.mark.parametrize("missing", ["title: {en: Hi, fi: Hei}, ", "text: {en: Come, fi: Tule}, "])
def test_a_title_and_a_text_are_both_needed(missing):
    text = BUSINESS.replace("funnels:\n", MESSAGE.replace(missing, "").replace(", PART", ""))
    assert {name for name, _ in wrong(text)} == {"missing_key"}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("purpose: alerts, heading: {en: Hear, fi: Kuule}", None),
        ("purpose: letter", "push_purpose"),
        ("purpose: measurement", "push_purpose"),
        ("purpose: nothing", "unknown_id.purpose"),
        ("heading: {en: Hear, fi: Kuule}", "block_needs"),
        ("purpose: alerts, form: ask", "block_key"),
    ],
)
def test_a_page_asks_for_a_purpose_that_covers_notifications(part, name):
    alerts = "purposes:\n  alerts: {channels: [push], text: {en: Tell me., fi: Kertokaa.}}\n"
    text = BUSINESS.replace("purposes:\n", alerts)
    text = text.replace("          - {id: form, kind: form, form: ask}\n", BLOCK.replace("PART", part))
    assert {found for found, _ in wrong(text)} == ({name} if name else set())
