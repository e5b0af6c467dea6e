"""Money, durations and letters."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppilo.kernel.duration import LONGEST, DurationError, parse_duration, spell_duration
from suppilo.kernel.money import CURRENCIES, Money, MoneyError
from suppilo.kernel.text import fold

pytestmark = pytest.mark.pure


@given(st.timedeltas(min_value=timedelta(microseconds=1), max_value=LONGEST))
def test_a_duration_spelled_and_read_again_is_the_same(value: timedelta) -> None:
    assert parse_duration(spell_duration(value)) == value


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("7d", 604_800),
        ("12h", 43_200),
        ("30m", 1_800),
        ("45s", 45),
        ("P1DT12H", 129_600),
        ("PT1.5S", 1.5),
        ("P2W", 1_209_600),
    ],
)
def test_a_day_is_86400_seconds_and_the_rest_follows(written: str, seconds: float) -> None:
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    ["0d", "-3d", "7", 7, 1.5, True, None, "7 days", "2w", "P1M", "P1Y", "P", "PT", "", "9" * 30 + "d", "40000d", [1]],
)
def test_what_is_no_duration_is_refused_with_the_remedy(written: object) -> None:
    with pytest.raises(DurationError) as refused:
        parse_duration(written)
    assert len(str(refused.value)) > 30


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(-(10**12), 10**12))
def test_money_spelled_and_read_again_is_the_same(currency: str, minor: int) -> None:
    assert Money.parse(str(Money(currency, minor))) == Money(currency, minor)


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("9.90 EUR", 990),
        ("9.9 EUR", 990),
        ("99 EUR", 9900),
        ("-5.00 SEK", -500),
        ("1250 ISK", 1250),
        ("1.234 KWD", 1234),
    ],
)
def test_money_is_minor_units_of_its_currency(written: str, minor: int) -> None:
    assert Money.parse(written).minor == minor


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (9.9, "price_without_currency"),
        (10, "price_without_currency"),
        ("9.90", "price_without_currency"),
        ("9,90 EUR", "money_comma"),
        ("9.999 EUR", "money_too_fine"),
        ("9.5 ISK", "money_too_fine"),
        ("9.90 ERU", "currency_unknown"),
        ("€9.90", "money_unreadable"),
        (None, "money_unreadable"),
        (True, "money_unreadable"),
    ],
)
def test_what_is_no_money_is_refused_with_the_remedy(written: object, code: str) -> None:
    with pytest.raises(MoneyError) as refused:
        Money.parse(written)
    assert refused.value.code == code


@given(st.integers(-(10**9), 10**9), st.sampled_from(["0", "13.5", "14", "25", "25.5"]))
def test_vat_and_net_add_up_to_gross_and_are_rounded_half_away_from_zero(minor: int, percent: str) -> None:
    split = Money("EUR", minor).vat_inside(Decimal(percent))
    assert split.net + split.vat == split.gross == Money("EUR", minor)
    exact = Decimal(minor) - Decimal(minor) / (1 + Decimal(percent) / 100)
    assert split.vat.minor == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(MoneyError):
        Money.parse("1.00 EUR") + Money.parse("1.00 SEK")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_letter_is_the_same_in_one_piece_or_two() -> None:
    assert fold("A\u030aBO") == fold("åbo") == fold("ÅBO")
