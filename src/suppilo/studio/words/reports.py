"""Parts of the funnel report that only the studio shows, in words."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal, format_percent
from django.utils.translation import ngettext

from suppilo.insights.queries import BucketReport, FunnelReport
from suppilo.studio.words.times import language


@dataclass(frozen=True)
class BucketLine:
    """One value of the breakdown: how many reached each stage, and the conversion of the whole."""

    label: str
    reached: tuple[str, ...]
    conversion: str
    provisional: bool


def buckets_of(report: FunnelReport) -> list[BucketLine]:
    """The breakdown as lines of text."""
    return [
        BucketLine(
            bucket.label, tuple(count(number) for number in bucket.reached), _conversion(bucket), bucket.provisional
        )
        for bucket in report.buckets
    ]


def _conversion(bucket: BucketReport) -> str:
    value = bucket.conversion
    return str(format_percent(value, "#,##0.0%", locale=language())) if isinstance(value, float) else "–"


def count(number: int) -> str:
    """A number of people as the language writes it."""
    return str(format_decimal(number, locale=language()))


def differing_words(many: int) -> str:
    """In how many people standing and walk differ; nothing when in none."""
    if not many:
        return ""
    words = ngettext(
        "For %(count)s person standing and walk differ.", "For %(count)s people standing and walk differ.", many
    )
    return words % {"count": count(many)}
