"""What each number means, in the words in which it is computed: one click from where it stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppilo.insights.explorer import saying
from suppilo.insights.explorer.question import Question


def funnel(question: Question) -> list[tuple[str, str]]:
    """The definitions of a funnel's numbers: (name, text). Only those that this question uses, of what it counts."""
    windowed, unit = question.window is not None, _named(question.unit)
    return [
        (_("Reached"), _reached(question.count, unit)),
        (_("Try"), _try(question.mode)),
        *([(_("Time limit"), _window())] if windowed else []),
        *([(_("Exclusion"), _exclusion(unit))] if question.exclusions else []),
        (_("Conversion rate"), _conversion()),
        (_("Time between steps"), _time()),
        (_("Open and provisional"), _open(windowed, unit)),
        (_("As of"), _as_of()),
    ]


def _named(unit: str) -> str:
    """How the property that is counted is called; empty for people."""
    return saying.breakdown(unit) if unit else ""


def _reached(count: str, unit: str) -> str:
    if count == "total":
        return _("Every event that matches the step, however often, without time limit or order. Nothing is timed.")
    if count == "attempt":
        return _(
            "The same tries, one at a time: while one runs no other starts. It ends when it completes, when its time is"
            " over or when it is voided; the next starts at a later first step. Each attempt counts."
        )
    if unit:
        return _(
            "Each different “{unit}” counts once, with the deepest of its tries. So the numbers never rise from step to"
            " step."
        ).format(unit=unit)
    return _("Everybody counts once, with the deepest of their tries. So the numbers never rise from step to step.")


def _try(mode: str) -> str:
    if mode == "strict":
        return _(
            "A try starts at each event that matches the first step. The next event must be the next step: any other"
            " event ends the try where it stands."
        )
    if mode == "any_order":
        return _(
            "A try starts at an event that matches any step, and fills a step not yet filled with each further one. No"
            " step is obligatory; the number says how many were filled."
        )
    return _(
        "A try starts at each event that matches the first step and takes, for each further step, the first later event"
        " that matches it. One event fills one step. Events at the same instant may be taken in any order: the most"
        " favourable one counts."
    )


def _window() -> str:
    return _(
        "A step counts when it happens no later than this after the first step of its try (not after the step before"
        " it). A day is 24 hours, also when clocks change."
    )


def _exclusion(unit: str) -> str:
    if unit:
        return _(
            "When the excluded event happens while a try runs, between the two steps and inside the time limit, the"
            " whole try is void, its first step too. A “{unit}” with no other try is not counted."
        ).format(unit=unit)
    return _(
        "When the excluded event happens while a try runs, between the two steps and inside the time limit, the whole"
        " try is void, its first step too. A person with no other try is not counted."
    )


def _conversion() -> str:
    return _("Of those who reached a step, the share who reached the next one. Drop-off is the rest.")


def _time() -> str:
    return _(
        "From one step to the next, in the try that is shown: of those that went deepest, the one that got there first."
        " The median parts them in halves; the middle half lies between the quartiles."
    )


def _open(windowed: bool, unit: str) -> str:
    if unit:
        text = (
            _(
                "Open: each “{unit}” that has not reached the last step and has a try whose time is not over yet. It is"
                " counted, and a rate over it is provisional: it can still rise."
            )
            if windowed
            else _("Without a time limit nothing is called open: every “{unit}” may always still go on.")
        )
        return text.format(unit=unit)
    if not windowed:
        return _("Without a time limit nothing is called open: everybody may always still go on.")
    return _(
        "Open: people who have not reached the last step and have a try whose time is not over yet. They are counted,"
        " and a rate over them is provisional: it can still rise."
    )


def _as_of() -> str:
    return _(
        "The moment at which the question was asked. What happened later is not in these numbers. A try belongs to the"
        " period in which it began; later steps may lie after it."
    )


def breakdown(unit: str) -> tuple[str, str]:
    """The definition of a breakdown."""
    if unit:
        return _("Breakdown"), _(
            "Every “{unit}” stands in exactly one row, and the rows add up to the whole. Without a value it stands"
            " under “(none)”; 0 and false are values."
        ).format(unit=_named(unit))
    return _("Breakdown"), _(
        "Everybody stands in exactly one row, and the rows add up to the whole. Without a value they stand under"
        " “(none)”; 0 and false are values."
    )


def trend() -> tuple[str, str]:
    """The definition of a trend."""
    return _("Trend"), _(
        "Each day, week or month is answered as a period of its own, in the workspace's time zone: a new beginning in"
        " another one counts there too, so they need not add up. Periods without entries are 0."
    )


def time_to_convert(unit: str, begin: str, end: str) -> tuple[str, str]:
    """The definition of the curve from one step to another."""
    if unit:
        text = _(
            "For each “{unit}”, from its first “{first}” to its next “{last}”, whatever lies between, no later than the"
            " time limit, which counts from that first “{first}” here. What has not converted yet is only known to take"
            " longer, and enters the estimate as such (Kaplan and Meier); the band is its 95% interval at each moment."
            " Only those take part whose very first “{first}” lies in the period."
        )
    else:
        text = _(
            "From everybody's first “{first}” to their next “{last}”, whatever lies between, no later than the time"
            " limit, which counts from that first “{first}” here. Who has not converted yet is only known to take"
            " longer, and enters the estimate as such (Kaplan and Meier); the band is its 95% interval at each moment."
            " Only those take part whose very first “{first}” lies in the period."
        )
    return _("Time to convert"), text.format(unit=_named(unit), first=begin, last=end)


def retention(unit: str) -> list[tuple[str, str]]:
    """The definitions of cohorts."""
    return [
        (_("Cohort"), _cohort(_named(unit))),
        (
            _("Came back"),
            _(
                "The share of a cohort with a matching event in that period, at or after the first one. Period 0 is the"
                " one in which they came."
            ),
        ),
        (_("Provisional"), _("The last period is not over: its shares can still rise.")),
    ]


def _cohort(unit: str) -> str:
    if unit:
        return _(
            "Each different “{unit}” by the period of its very first matching event. What began before the first period"
            " shown is in no cohort: it is not new."
        ).format(unit=unit)
    return _(
        "People by the period of their very first matching event. Whoever began before the first period shown"
        " is in no cohort: they are not new."
    )
