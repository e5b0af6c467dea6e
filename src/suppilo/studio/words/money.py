"""Money as the reader writes it."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency

from suppilo.kernel.money import Money, digits
from suppilo.studio.words.times import language


def say_money(amount: Money) -> str:
    """9,90 € in Finnish, €9.90 in English."""
    value = Decimal(amount.minor).scaleb(-digits(amount.currency))
    return str(format_currency(value, amount.currency, locale=language()))
