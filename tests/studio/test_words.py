"""What the rooms below keep as names and codes, said in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from suppilo.definition.facts import all_facts
from suppilo.definition.reading import read_bundle
from suppilo.kernel.money import Money
from suppilo.studio.words import codes
from suppilo.studio.words.facts import say_fact
from suppilo.studio.words.money import say_money
from suppilo.studio.words.names import Names
from suppilo.studio.words.sentences import SENTENCES
from suppilo.studio.words.times import say_ago, say_day, say_time
from tests.studio.coffee import BUSINESS, FUNNEL

pytestmark = pytest.mark.pure
NOBODY = Names(None, "en")
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def test_every_fact_of_the_catalogue_has_its_sentence_here_to_be_translated() -> None:
    assert {name: fact.sentence for name, fact in all_facts().items()} == SENTENCES


def test_every_fact_can_be_said_without_any_property() -> None:
    for name in all_facts():
        assert say_fact(name, {}, NOBODY)


def test_a_fact_of_the_business_is_said_by_its_name_in_words() -> None:
    assert say_fact("tasting_booked", {}, NOBODY) == "tasting booked"


def test_what_people_wrote_is_never_taken_for_markup() -> None:
    said = say_fact("tag_added", {"tag": "<script>alert(1)</script>"}, NOBODY)
    assert "<script>" not in said
    assert "&lt;script&gt;" in said
    assert "{0}" in say_fact("tag_added", {"tag": "{0}"}, NOBODY)


def test_a_message_whose_subject_is_filled_in_later_goes_by_its_first_heading() -> None:
    written = FUNNEL.replace("en: Your guide is here,", "en: '{{ person.first_name | default: \"You\" }}',").replace(
        '{kind: text, body: {en: "Here is', '{kind: text, heading: {en: Your guide, fi: Oppaasi}, body: {en: "Here is'
    )
    bundle = read_bundle({"business.yaml": BUSINESS, "funnels/coffee.yaml": written}).raise_if_bad()
    assert Names(bundle, "en").message("guide_mail") == "Your guide"
    assert Names(bundle, "fi").attribute("email") == "Sähköposti"


def test_an_id_that_no_definition_has_is_said_as_words() -> None:
    assert say_fact("stage_entered", {"funnel": "coffee", "stage": "first_cup"}, NOBODY) == "moved to <b>first cup</b>"


def test_amounts_are_written_as_the_language_writes_them() -> None:
    properties = {"amount": 1234.5, "currency": "EUR"}
    assert say_fact("order_paid", properties, NOBODY) == "paid an order of 1,234.50 EUR (without VAT)"
    with translation.override("fi"):
        assert say_money(Money("EUR", 990)) == "9,90\N{NO-BREAK SPACE}€"
        assert say_money(Money("ISK", 990)).startswith("990")


def test_a_reason_known_better_by_the_caller_replaces_the_code() -> None:
    said = say_fact(
        "message_held", {"message": "news", "reason": "cap"}, NOBODY, reason="two letters this week already"
    )
    assert said == "was not sent <b>news</b>: two letters this week already"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 12), "Today"),
        (date(2026, 3, 11), "Yesterday"),
        (date(2026, 3, 6), "Friday 6 March"),
        (date(2026, 3, 5), "5 March 2026"),
        (date(2026, 3, 13), "13 March 2026"),
        (date(2025, 12, 31), "31 December 2025"),
    ],
)
def test_days_are_said_relative_to_today(day: date, words: str) -> None:
    assert say_day(day, date(2026, 3, 12)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", "Fredag 6. marts"),
        ("nb", "Fredag 6. mars"),
        ("fi", "Perjantaina 6. maaliskuuta"),
        ("sv", "Fredag 6 mars"),
    ],
)
def test_days_are_written_as_each_language_writes_them(language: str, words: str) -> None:
    with translation.override(language):
        assert say_day(date(2026, 3, 6), date(2026, 3, 12)) == words


def test_times_are_those_of_the_zone() -> None:
    assert say_time(NOW, "Europe/Helsinki") == "11:30"
    assert say_time(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Helsinki") == "04:00"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(days=1), "1 d ago"),
        (timedelta(days=13, hours=23), "13 d ago"),
        (timedelta(days=14), ""),
    ],
)
def test_how_long_ago_is_said_in_one_unit(passed: timedelta, words: str) -> None:
    assert say_ago(NOW - passed, NOW) == words


def test_an_unknown_code_is_said_as_it_stands() -> None:
    assert codes.say_code(codes.CHANNELS, "carrier_pigeon") == "carrier pigeon"
