"""How a file separates its cells, decided from its first lines."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

_DELIMITERS = (",", ";", "\t", "|")
_ROWS = 200


@dataclass(frozen=True)
class Dialect:
    """How cells are separated and quoted. `skip_lines` stand before the header (Excel's `sep=;`)."""

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    spaced: bool = False
    skip_lines: int = 0

    def for_csv(self) -> type[csv.Dialect]:
        """The same as the standard library wants it; strict, so that a stray quotation mark is an error."""
        settings = {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape,
            "skipinitialspace": self.spaced,
            "doublequote": True,
            "strict": True,
            "quoting": csv.QUOTE_MINIMAL,
            "lineterminator": "\n",
        }
        return type("FileDialect", (csv.Dialect,), settings)


def sniff(sample: str, *, delimiter: str = "auto", quote: str = '"', escape: str | None = None) -> Dialect:
    """The dialect of a file that begins with `sample` (whole lines). A file of one column is taken as commas."""
    skip = 0
    first, _, rest = sample.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        skip, sample = 1, rest
        delimiter = first.strip()[4] if delimiter == "auto" else delimiter
    if delimiter == "auto":
        delimiter = max(_DELIMITERS, key=lambda candidate: _score(sample, candidate, quote))
    header = next(iter(sample.lstrip("\r\n").splitlines()), "").split(delimiter)
    spaced = delimiter != "\t" and len(header) > 1 and all(cell.startswith(" ") for cell in header[1:])
    return Dialect(delimiter, quote, escape, spaced, skip)


def _score(sample: str, delimiter: str, quote: str) -> tuple[float, int]:
    """How well `delimiter` explains the sample: the share of rows as wide as the header, then the width."""
    widths = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, quotechar=quote):
            if row:
                widths.append(len(row))
            if len(widths) == _ROWS:
                break
    except csv.Error:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (round(widths.count(widths[0]) / len(widths), 1), widths[0])
