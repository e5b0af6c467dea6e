"""Sums of lines are totals, and giving back gives back exactly what came in."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppilo.kernel.money import Money
from suppilo.offers.amounts import refund_net, total, units

pytestmark = pytest.mark.pure
RATES = st.sampled_from(["0", "10", "12", "13.5", "14", "15", "24", "25", "25.5"])


def exact_vat(gross: int, rate: str) -> int:
    """The oracle: exact fractions, then half up."""
    share = Fraction(gross) * Fraction(rate) / (100 + Fraction(rate))
    return int((Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(1, 99), RATES), min_size=1, max_size=8))
def test_totals_are_the_sums_of_the_lines_and_each_line_is_rounded_once(rows):
    lines = [(Money("EUR", price) * count).vat_inside(Decimal(rate)) for price, count, rate in rows]
    whole = total(lines)
    assert [line.vat.minor for line in lines] == [exact_vat(price * count, rate) for price, count, rate in rows]
    assert all(line.net + line.vat == line.gross for line in lines)
    assert whole.gross.minor == sum(price * count for price, count, _rate in rows)
    assert whole.net.minor == sum(line.net.minor for line in lines)
    assert whole.net + whole.vat == whole.gross


@given(st.integers(1, 10**7), RATES, st.lists(st.integers(1, 10**6), max_size=6))
def test_refunds_in_any_pieces_give_back_exactly_the_net_and_never_more_than_a_unit_off_on_the_way(gross, rate, pieces):
    net = Money("EUR", gross).vat_inside(Decimal(rate)).net.minor
    back_gross = back_net = 0
    for piece in [*pieces, gross]:
        amount = min(piece, gross - back_gross)
        if amount <= 0:
            break
        part = refund_net(gross=gross, net=net, refunded_gross=back_gross, refunded_net=back_net, amount=amount)
        back_gross, back_net = back_gross + amount, back_net + part
        assert abs(Fraction(net * back_gross, gross) - back_net) <= Fraction(1, 2)
    assert (back_gross, back_net) == (gross, net)


def test_facts_carry_units_of_the_currency():
    assert units(Money("EUR", 872)) == 8.72
    assert units(Money("ISK", 1500)) == 1500
