"""What a reader must know beside the numbers of an answer, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.charts import numbers
from suppilo.charts.figure import Style
from suppilo.kernel.statistics import Answer, Unknown

if TYPE_CHECKING:
    from suppilo.analysis.attribution import Attribution
    from suppilo.analysis.frames import LeftOut
    from suppilo.analysis.funnel_answer import Funnel
    from suppilo.analysis.matching import Hint
    from suppilo.analysis.paths import Paths
    from suppilo.analysis.retention import Retention
    from suppilo.analysis.time_to_convert import TimeToConvert


def funnel_notes(answer: Funnel, style: Style) -> list[str]:
    """How long a try may last, and that nothing is open where it may last for ever."""
    if answer.count == "total":
        return [_("Every event that matches a step is counted, with no time limit, and nothing is timed.")]
    if answer.window is None:
        return [_("Without --window nothing is called open: everybody may always still go on.")]
    length = style.time(answer.window.total_seconds())
    notes = [_("A try may last {length} from its first step.").format(length=length)]
    return notes + [_("Provisional: some of them may still go on.")] * answer.provisional


def retention_notes(answer: Retention, style: Style) -> list[str]:
    """What the rows are, and what the star means."""
    notes = [_("Rows: the first {first} of everybody. Columns: back by {returns}.").format(
        first=answer.first, returns=answer.returns)]  # fmt: skip
    return notes + [_("* Not over yet: the share can still rise.")] * any(one.provisional for one in answer.cohorts)


def paths_notes(answer: Paths, style: Style, *, ends: bool) -> list[str]:
    """How many there are in all. `ends`: an end was asked for."""
    notes = [_("Paths: {n}, {different} different ones.").format(
        n=style.count(answer.total), different=style.count(answer.different))]  # fmt: skip
    return notes + [_("{n} of them came to the end.").format(n=style.count(answer.arrived))] * ends


def attribution_notes(answer: Attribution, style: Style) -> list[str]:
    """How many conversions there were, and how many nobody is credited with."""
    notes = [_("Conversions: {n}. Without a touch, and so in no share: {untouched}. Model: {model}.").format(
        n=style.count(answer.conversions), untouched=style.count(answer.untouched), model=answer.model)]  # fmt: skip
    if answer.untouched_value:
        value = numbers.amount(answer.untouched_value, style.locale)
        notes.append(_("Value of those without a touch: {value}.").format(value=value))
    return notes


def time_notes(answer: TimeToConvert, style: Style) -> list[str]:
    """How many began and converted, and by when a quarter, half and three quarters of them."""
    if not answer.people:
        return [_("Nobody has begun.")]
    how_many = _(
        "{n} began with {start}; {converted} came to {conversion}; {waiting} have not yet and count as waiting."
    )
    when = _("Half converted: {median}; a quarter: {quarter}; three quarters: {most}.")
    counted = {"n": answer.people, "converted": answer.converted, "waiting": answer.waiting}
    written = {key: style.count(value) for key, value in counted.items()}
    quartiles = {"median": answer.median, "quarter": answer.q1, "most": answer.q3}
    told = [
        how_many.format(start=answer.start, conversion=answer.conversion, **written),
        when.format(**{key: _reached(value, style) for key, value in quartiles.items()}),
    ]
    if answer.window is not None:
        length = style.time(answer.window.total_seconds())
        told.append(_("Everybody was looked at for at most {length}.").format(length=length))
    return told


def _reached(value: Answer, style: Style) -> str:
    return _("not reached yet") if isinstance(value, Unknown) else _("after {time}").format(time=style.time(value))


def left_out_words(left_out: LeftOut, style: Style) -> list[str]:
    """How many rows took no part."""
    if not left_out:
        return []
    words = ngettext(
        "{n} row left out: {unit} without unit, {time} without time, {name} without name.",
        "{n} rows left out: {unit} without unit, {time} without time, {name} without name.",
        left_out.total,
    )
    counted = {"n": left_out.total, "unit": left_out.no_unit, "time": left_out.no_time, "name": left_out.no_name}
    return [words.format(**{key: style.count(value) for key, value in counted.items()})]


def hint_words(hints: Sequence[Hint]) -> list[str]:
    """Event names that stand nowhere, each in a sentence."""
    return [
        _("No event is called “{name}”.").format(name=name)
        + (" " + _("Did you mean “{near}”?").format(near=near) if near else "")
        for name, near in hints
    ]
