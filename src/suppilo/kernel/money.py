"""Money: integer minor units (cents, öre) and a currency. Nothing is ever a float.

Rounding is half away from zero, once per amount computed (a line of an order): 0.125 EUR is 0.13 EUR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from suppilo.kernel.saying import Wrong, did_you_mean

#: ISO 4217, the currencies in use; digits after the point where it is not two.
_IN_USE = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES
    VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
"""
_WITHOUT_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
CURRENCIES = frozenset(_IN_USE.split())
_DIGITS = dict.fromkeys(_WITHOUT_DIGITS.split(), 0) | dict.fromkeys(_THREE_DIGITS.split(), 3)
_WRITTEN = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,4}))? ?([A-Za-z]{3})")


class MoneyError(Wrong):
    """An amount that cannot be used; `code` names the mistake and the text says what to write instead."""


def digits(currency: str) -> int:
    """How many digits the currency has after the point (EUR 2, ISK 0, KWD 3)."""
    return _DIGITS.get(currency, 2)


@dataclass(frozen=True)
class VatSplit:
    """An amount taken apart: net + vat == gross, always."""

    net: Money
    vat: Money
    gross: Money


@dataclass(frozen=True, order=True)
class Money:
    """So many minor units of a currency. Only amounts of one currency can be added or told apart by size."""

    currency: str
    minor: int

    @classmethod
    def parse(cls, value: Any) -> Money:
        """Read "9.90 EUR" (a Money is taken as it is). Raises MoneyError with the remedy."""
        if isinstance(value, cls):
            return value
        written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
        if written is None:
            raise _complaint(value)
        currency = written[4]
        if currency not in CURRENCIES:
            raise _unknown(currency)
        whole, part, places = written[2], written[3] or "", digits(currency)
        if len(part) > places:
            raise MoneyError("money_too_fine", currency=currency, places=places, found=len(part))
        minor = int(whole + part.ljust(places, "0"))
        return cls(currency, -minor if written[1] else minor)

    def __str__(self) -> str:
        places = digits(self.currency)
        sign, text = ("-" if self.minor < 0 else ""), str(abs(self.minor)).rjust(places + 1, "0")
        amount = f"{text[:-places]}.{text[-places:]}" if places else text
        return f"{sign}{amount} {self.currency}"

    @property
    def amount(self) -> Decimal:
        """The amount in units of the currency, exact."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self._same(other), self.minor + other.minor)

    def __sub__(self, other: Money) -> Money:
        return Money(self._same(other), self.minor - other.minor)

    def __mul__(self, count: int) -> Money:
        return Money(self.currency, self.minor * count)

    def __neg__(self) -> Money:
        return Money(self.currency, -self.minor)

    def share(self, part: Decimal) -> Money:
        """`part` of it (0.1 is a tenth), rounded half away from zero."""
        return Money(self.currency, _round(Decimal(self.minor) * part))

    def vat_inside(self, percent: float | Decimal) -> VatSplit:
        """Take a gross amount apart: VAT is rounded half away from zero, net is the rest."""
        rate = Decimal(str(percent))
        vat = Money(self.currency, _round(Decimal(self.minor) * rate / (100 + rate)))
        return VatSplit(self - vat, vat, self)

    def vat_on_top(self, percent: float | Decimal) -> VatSplit:
        """Add VAT to a net amount, rounded half away from zero."""
        vat = Money(self.currency, _round(Decimal(self.minor) * Decimal(str(percent)) / 100))
        return VatSplit(self, vat, self + vat)

    def _same(self, other: Money) -> str:
        if self.currency != other.currency:
            raise MoneyError("money_mixed", one=self.currency, other=other.currency)
        return self.currency


def _round(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _complaint(value: Any) -> MoneyError:
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount = f"{value:.2f}" if isinstance(value, float) else str(value)
        return MoneyError("price_without_currency", amount=amount)
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value):
        return MoneyError("price_without_currency", amount=value.strip())
    if isinstance(value, str) and re.search(r"\d,\d", value):
        return MoneyError("money_comma")
    return MoneyError("money_unreadable")


def _unknown(currency: str) -> MoneyError:
    return MoneyError("currency_unknown", *did_you_mean(currency.upper(), sorted(CURRENCIES)), currency=currency)
