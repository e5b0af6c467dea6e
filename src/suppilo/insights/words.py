"""The words of the report: labels of the picture, and why somebody stands elsewhere than they walked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from suppilo.charts import numbers
from suppilo.charts.figure import Labels, Style
from suppilo.insights.walking import Unlike


def style() -> Style:
    """Words and locale of the active language."""
    return Style(_labels(), locale())


def style_of_steps() -> Style:
    """The same for the steps of a free question, which are no stages."""
    labels = replace(
        _labels(),
        stage=_("Step"),
        whole_n=_("{n} of those who began reached the last step"),
        time_to_next=_("median to the next step"),
    )
    return Style(labels, locale())


def locale() -> str:
    """The active language as a locale for numbers."""
    return (get_language() or "en").split("-")[0]


def _labels() -> Labels:
    return Labels(
        stage=_("Stage"),
        reached=_("reached"),
        here_now=_("here now"),
        here_now_n=_("{n} here now"),
        conversion=_("Conversion rate"),
        whole_n=_("{n} of those who entered reached the last stage"),
        dropped=_("Drop-off"),
        dropped_n=_("{n} dropped off"),
        lost=_("Lost"),
        lost_n=_("{n} lost"),
        open=_("Open"),
        open_n=_("{n} still open"),
        time_to_next=_("median to the next stage"),
        median=_("median"),
        middle_half=_("Middle half"),
        stay=_("Median stay"),
        stay_n=_("median stay {n}"),
        goal=_("Goal"),
        goal_n=_("Goal {n}"),
        goal_month_n=_("Goal {n} a month"),
        met=_("met"),
        missed=_("missed"),
        provisional=_("provisional"),
        provisional_note=_("Dashed: provisional, some may still go on"),
        views_n=_("+ {n} views without consent"),
        reasons=reasons(),
    )


def reasons() -> dict[str, str]:
    """Why a number is missing, by its code."""
    return {
        "no_entries": _("nobody yet"),
        "window_open": _("too early to say"),
        "too_few": _("too few people"),
    }


def none_label() -> str:
    """The name of the bucket of people without a value."""
    return _("(none)")


def numbered(person_id: int) -> str:
    """The name of a person of whom nothing else may be said."""
    return _("Person {number}").format(number=person_id)


def explained(one: Unlike, who: str, stages: Sequence[str]) -> str:
    """Why this person stands elsewhere than the walk came, in a sentence."""
    missed = stages[one.stage]
    before = stages[one.stage - 1] if one.stage else ""
    gap = numbers.duration(one.microseconds / 1e6, locale())
    sentences = {
        "before": _("{who}: “{missed}” came {gap} before “{before}”, so the walk stops at “{before}”."),
        "late": _("{who}: “{missed}” came {gap} after “{before}”, when the time allowed for the funnel was over."),
        "skipped": _("{who}: stands in “{standing}” without ever having met the condition of “{missed}”."),
        "moved": _("{who}: was moved to “{standing}” by a new definition, without an act of their own."),
        "left": _("{who}: walked to “{walked}” and stands in “{standing}” again."),
        "unsettled": _("{who}: walked to “{walked}” and does not stand in this funnel any more."),
    }
    return sentences[one.why].format(
        who=who,
        missed=missed,
        before=before,
        gap=gap,
        standing=stages[one.standing] if one.standing >= 0 else "",
        walked=stages[one.walked] if one.walked >= 0 else "",
    )


def nothing_runs() -> str:
    """No definition was applied yet."""
    return _("No definition runs in this workspace yet: apply one first (suppilo apply).")


def no_such_funnel(funnel_id: str, known: Sequence[str]) -> str:
    """The funnel asked for is not in the definition."""
    return _("No funnel is called {funnel}: write one of {known}.").format(funnel=funnel_id, known=", ".join(known))


def no_such_breakdown(key: str, near: Sequence[str]) -> str:
    """Neither an attribute nor a property of a fact has this name."""
    if near:
        return _("Nothing known of people or their acts is called {key}: did you mean {near}?").format(
            key=key, near=", ".join(near)
        )
    return _("Nothing known of people or their acts is called {key}: write an attribute or a property.").format(key=key)


def summary(stages: Sequence[tuple[str, int, int]], whole: str) -> str:
    """The picture in sentences, for who cannot see it: (stage, reached, standing) of each stage."""
    here = style()
    parts = [
        _("{stage}: {reached} reached it, {standing} stand there now.").format(
            stage=name, reached=here.count(reached), standing=here.count(standing)
        )
        for name, reached, standing in stages
    ]
    return " ".join([*parts, here.labels.whole_n.format(n=whole) + "."])
