"""What a plan asks about the people inside, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from suppilo.publishing.ports import Question
from suppilo.studio.words.codes import Words, say_code
from suppilo.studio.words.names import Names

#: How the field of a question is called in a form.
FIELD = "people."
_OPTIONS: Words = {
    "stay": _("Stay on the version they began with"),
    "move": _("Go on in the new version"),
    "catch_up": _("Go on in the new version, and do the new steps behind them now"),
    "restart": _("Start anew in the new version"),
    "leave": _("Leave the journey"),
}


@dataclass(frozen=True)
class OptionView:
    """One choice, and what it does to how many."""

    name: str
    title: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class QuestionView:
    """One question with its choices; `field` is its name in a form."""

    id: str
    field: str
    title: str
    people: int
    options: tuple[OptionView, ...]


def view_of(questions: tuple[Question, ...], names: Names, chosen: Mapping[str, str]) -> tuple[QuestionView, ...]:
    """The questions of a plan, with the answers given so far."""
    return tuple(_view(one, names, chosen.get(one.id, one.options[0].name)) for one in questions)


def in_words(questions: tuple[Question, ...]) -> tuple[QuestionView, ...]:
    """The same by id, where the definition's own names are not at hand."""
    return view_of(questions, Names(None, ""), {})


def answers(posted: Mapping[str, str]) -> dict[str, str]:
    """The answers of a form, by question."""
    return {
        key.removeprefix(FIELD): value[:16] for key, value in posted.items() if key.startswith(FIELD) and len(key) < 100
    }


def _view(question: Question, names: Names, chosen: str) -> QuestionView:
    options = tuple(
        OptionView(
            option.name,
            say_code(_OPTIONS, option.name),
            ", ".join(_OUTCOMES[code](many) % {"count": many} for code, many in option.outcomes),
            option.name == chosen,
        )
        for option in question.options
    )
    return QuestionView(question.id, FIELD + question.id, names.journey(question.id), question.people, options)


_OUTCOMES: Mapping[str, Callable[[int], str]] = {
    "stay": lambda many: ngettext("%(count)d stays", "%(count)d stay", many),
    "same": lambda many: ngettext("%(count)d goes on at the same step", "%(count)d go on at the same step", many),
    "later": lambda many: ngettext(
        "%(count)d goes on at the next step that is left", "%(count)d go on at the next step that is left", many
    ),
    "end": lambda many: ngettext(
        "%(count)d comes to the end, as nothing follows", "%(count)d come to the end, as nothing follows", many
    ),
    "not_done": lambda many: ngettext(
        "%(count)d has new steps behind, which are not done",
        "%(count)d have new steps behind, which are not done",
        many,
    ),
    "done_now": lambda many: ngettext(
        "%(count)d does the new steps behind now", "%(count)d do the new steps behind now", many
    ),
    "no_wait": lambda many: ngettext(
        "%(count)d does not wait where new waits lie behind", "%(count)d do not wait where new waits lie behind", many
    ),
    "restart": lambda many: ngettext(
        "%(count)d starts anew, and gets nothing twice", "%(count)d start anew, and get nothing twice", many
    ),
    "leave": lambda many: ngettext("%(count)d leaves", "%(count)d leave", many),
}
