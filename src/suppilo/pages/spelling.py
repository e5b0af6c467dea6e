"""Amounts, days and prices as a visitor reads them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_percent
from django.utils.translation import gettext as _

from suppilo.kernel.money import Money


def amount(money: Money, language: str) -> str:
    """An amount with its currency: "9,90 €"."""
    return str(format_currency(money.amount, money.currency, locale=language))


def percent(value: Decimal | float | str, language: str) -> str:
    """A rate without needless digits: "25,5 %"."""
    return str(format_percent(Decimal(str(value)) / 100, locale=language, decimal_quantization=False))


def day(instant: datetime, zone: str, language: str) -> str:
    """The day of an instant in the business's zone: "21. marraskuuta 2026"."""
    return str(format_date(instant.astimezone(ZoneInfo(zone)).date(), format="long", locale=language))


def price_note(billing: str, vat_percent: Decimal | float, language: str) -> str:
    """What a price means: how often it is paid, and the VAT in it."""
    vat = _("incl. {rate} VAT").format(rate=percent(vat_percent, language)) if vat_percent else _("no VAT")
    often = {"monthly": _("a month"), "yearly": _("a year")}.get(billing, "")
    return f"{often}, {vat}" if often else vat
