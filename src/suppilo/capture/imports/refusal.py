"""Why a row was not taken, as a code with values, and in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: The words of every reason. A reason says what is wrong with the row, in the words of the person who has the file.
REASONS = {
    "too_long": gettext_noop("The row is longer than {limit} characters."),
    "quote_open": gettext_noop("A quotation mark is opened and never closed."),
    "misquoted": gettext_noop("A quotation mark stands in the middle of a cell."),
    "width": gettext_noop("The row has {found} cells, the header has {expected}."),
    "over_lines": gettext_noop("The row runs over {lines} lines and has {found} cells, the header has {expected}."),
    "undecodable": gettext_noop("The row holds bytes that are not {encoding}."),
    "not_json": gettext_noop("The line is not JSON: {why}"),
    "no_object": gettext_noop("The line holds no JSON object with columns and values."),
    "no_key": gettext_noop("The row has no key to join it by."),
    "unmatched": gettext_noop("No row of the imported file has this key."),
    "no_identifier": gettext_noop("No column names the person: {columns} are empty."),
    "bad_identifier": gettext_noop("{column}: {value} is not a valid {kind}."),
    "bad_time": gettext_noop("{column}: {value} is not a date or time in the form {format}."),
    "time_out_of_range": gettext_noop("{column}: {value} lies outside the years 1970 to 2200."),
    "unknown_state": gettext_noop("{column}: {value} is not among the states of the consent {purpose}."),
    "bad_fact": gettext_noop("The fact {fact} is refused: {why}"),
    "no_time": gettext_noop("The fact {fact} has no time: {column} is empty."),
}


@dataclass(frozen=True)
class Refusal:
    """One reason; `words()` tells it in the active language."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    def words(self) -> str:
        """The reason as a sentence."""
        return _(REASONS[self.code]).format(**self.values)


class RowRefused(Exception):
    """A row cannot be taken; carries the reason."""

    def __init__(self, code: str, **values: object) -> None:
        self.refusal = Refusal(code, {key: _shown(value) for key, value in values.items()})
        super().__init__(code)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "…"
