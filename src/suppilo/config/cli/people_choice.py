"""The option that says what happens to people inside journeys that change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from django.utils.translation import gettext as _


def people_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--people JOURNEY=CHOICE` to a command, as pairs."""
    words = _("What happens to people inside a journey: JOURNEY=CHOICE, as the plan offers. May be repeated.")
    return click.option("--people", multiple=True, callback=_pairs, metavar="JOURNEY=CHOICE", help=words)(command)


def _pairs(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in given:
        journey, sign, choice = one.partition("=")
        if not sign or not journey or not choice:
            raise click.BadParameter(_("Write JOURNEY=CHOICE, for example welcome=move."))
        found.append((journey, choice))
    return tuple(found)
