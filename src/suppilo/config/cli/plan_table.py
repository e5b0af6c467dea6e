"""A plan as a person reads it in a terminal."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.table import Table

from suppilo.publishing.operations import Plan
from suppilo.studio.queries import choices

_SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


def print_plan(plan: Plan, console: Console) -> None:
    """What changes, and how many people it stays, moves or stops."""
    if plan.is_empty:
        console.print(_("Nothing would change: this is what runs."))
        return
    start = (
        _("Compared with version %(number)d:") % {"number": plan.made_from} if plan.made_from else _("First version:")
    )
    console.print(start, highlight=False)
    for change in plan.changes:
        sign, colour = _SIGNS[change.kind]
        place = ".".join(str(part) for part in change.path)
        console.print(f"  [{colour}]{sign}[/] {change.object} [bold]{change.id}[/] [dim]{place}[/]", highlight=False)
    if plan.is_text_only:
        console.print(_("Only words change: nobody moves."))
        return
    _print_people(plan, console)
    _print_questions(plan, console)


def _print_people(plan: Plan, console: Console) -> None:
    if plan.movements:
        words = {"stay": _("stay"), "move": _("move"), "stop": _("stop"), "start": _("start")}
        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading in (_("Where"), "", _("People"), ""):
            table.add_column(heading, justify="right" if heading == _("People") else "left")
        for item in plan.movements:
            goal = f"→ {item.to}" if item.to else ""
            table.add_row(f"{item.kind} {item.id}", words[item.what], f"{item.people:n}", goal)
        console.print(table)
    counts = {what: plan.people(what) for what in ("move", "stay", "stop")}
    console.print(
        ", ".join(
            (
                ngettext("%(count)d person moves", "%(count)d people move", counts["move"]) % {"count": counts["move"]},
                ngettext("%(count)d stays", "%(count)d stay", counts["stay"]) % {"count": counts["stay"]},
                ngettext("%(count)d stops", "%(count)d stop", counts["stop"]) % {"count": counts["stop"]},
            )
        )
        + ".",
        highlight=False,
    )


def _print_questions(plan: Plan, console: Console) -> None:
    for question in choices.in_words(plan.questions):
        words = ngettext(
            "%(journey)s has %(count)d person inside. Say what happens to them:",
            "%(journey)s has %(count)d people inside. Say what happens to them:",
            question.people,
        )
        console.print(words % {"journey": question.id, "count": question.people}, highlight=False)
        table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
        for option in question.options:
            table.add_row(f"--people {question.id}={option.name}", option.title, option.words)
        console.print(table)
