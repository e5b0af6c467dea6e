"""How long the law has a business keep the documents of a sale.

Finland: kirjanpitolaki 2:10 (six years from the end of the calendar year); Sweden: bokföringslag 7:2 (the seventh year
after it); Denmark: bogføringsloven § 12 (five years); Norway: bokføringsloven § 13 (five years). Elsewhere ten years,
the longest that is usual. The financial year is taken to be the calendar year.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_YEARS = {"FI": 6, "SE": 7, "DK": 5, "NO": 5}
_ELSEWHERE = 10


def kept_until(paid_at: datetime, country: str, zone: str) -> date:
    """The last day on which the document of a sale must be kept. `country` is the business's, in two letters."""
    year = paid_at.astimezone(ZoneInfo(zone)).year
    return date(year + _YEARS.get(country.upper(), _ELSEWHERE), 12, 31)
