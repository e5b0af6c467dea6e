"""The words of answers on the command line, and errors of the library in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from suppilo.analysis.errors import BadInput
from suppilo.analysis.store.weighing import why_dropped
from suppilo.charts.figure import Labels, Style

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def style() -> Style:
    """Words and locale of the active language."""
    return Style(_labels(), (get_language() or "en").split("-")[0])


def _labels() -> Labels:
    return Labels(
        stage=_("Step"),
        reached=_("reached"),
        here_now="",
        here_now_n="",
        conversion=_("Conversion rate"),
        whole_n=_("{n} of those who took the first step took the last"),
        dropped=_("Drop-off"),
        dropped_n=_("{n} dropped off"),
        lost=_("Lost"),
        lost_n=_("{n} lost"),
        open=_("Open"),
        open_n=_("{n} still open"),
        time_to_next=_("median to the next step"),
        median=_("median"),
        middle_half=_("Middle half"),
        stay="",
        stay_n="{n}",
        goal="",
        goal_n="{n}",
        goal_month_n="{n}",
        met="",
        missed="",
        provisional=_("provisional"),
        provisional_note=_("Dashed: provisional, some may still go on"),
        views_n="{n}",
        reasons={"no_entries": _("nobody yet"), "window_open": _("too early to say"), "too_few": _("too few people")},
    )


def in_words(command: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A command whose questions may be refused: the reason ends it, in the reader's language."""

    @wraps(command)
    def asked(*args: Given.args, **more: Given.kwargs) -> Answer:
        try:
            return command(*args, **more)
        except BadInput as error:
            raise click.ClickException(translated(error)) from error
        except (ValueError, OSError) as error:
            raise click.ClickException(str(error)) from error

    return asked


def translated(error: BadInput) -> str:
    """An error of the library in the reader's language."""
    params: dict[str, Any] = dict(error.params)
    if error.code == "not_kept":
        params["reason"] = why_dropped(params["reason"], _)
    return _(error.template).format(**params)
