"""The steps of a journey in words."""

from __future__ import annotations

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from suppilo.charts.numbers import duration
from suppilo.definition.model import (
    Branch,
    Enrol,
    GivePoints,
    Move,
    Send,
    SetAttributes,
    Step,
    Tag,
    Task,
    Vary,
    Wait,
    WaitFor,
    WaitUntil,
    Window,
)
from suppilo.definition.model.base import say
from suppilo.events.queries import event_name
from suppilo.studio.words.codes import Words, say_code
from suppilo.studio.words.names import Names
from suppilo.studio.words.times import language

_KINDS: Words = {
    "Send": pgettext_lazy("step", "send"),
    "Wait": pgettext_lazy("step", "wait"),
    "WaitUntil": pgettext_lazy("step", "wait until"),
    "WaitFor": pgettext_lazy("step", "wait for"),
    "Window": pgettext_lazy("step", "wait for the hours"),
    "Branch": pgettext_lazy("step", "branch"),
    "Split": pgettext_lazy("step", "split by chance"),
    "Vary": pgettext_lazy("step", "experiment"),
    "Tag": pgettext_lazy("step", "tag"),
    "SetAttributes": pgettext_lazy("step", "set"),
    "GivePoints": pgettext_lazy("step", "give points"),
    "Move": pgettext_lazy("step", "move to"),
    "Task": pgettext_lazy("step", "task"),
    "Enrol": pgettext_lazy("step", "start the journey"),
    "Stop": pgettext_lazy("step", "end"),
}


def say_kind(step: Step) -> str:
    """What kind of step it is."""
    return say_code(_KINDS, type(step).__name__)


def say_step(step: Step, names: Names) -> str:
    """What the step is about, as far as one line says it."""
    match step:
        case Send():
            return names.message(step.send)
        case Wait():
            return duration(step.wait.total_seconds(), language())
        case WaitUntil():
            return names.attribute(step.wait_until)
        case WaitFor():
            return _awaited(step, names)
        case Vary():
            return names.experiment(step.experiment)
        case Window():
            return f"{step.window.start}\u2013{step.window.end}"
        case Tag():
            return pgettext("step", "without {tag}").format(tag=step.tag) if step.remove else step.tag
        case SetAttributes():
            return ", ".join(names.attribute(key) for key in step.set)
        case GivePoints():
            points = format_decimal(step.points, "+#,##0.##;-#,##0.##", locale=language())
            return f"{names.score(step.score)} {points}"
        case Move():
            return names.stage(step.funnel or "", step.move)
        case Task():
            return say(step.task, names.language)
        case Enrol():
            return names.journey(step.enrol)
        case _:
            return ""


def say_whole(step: Step, names: Names) -> str:
    """The step by its kind and what it is about; one that has nothing else to say by its id in words."""
    return f"{say_kind(step)}: {say_step(step, names) or step.id.replace('_', ' ')}"


def say_way(step: Step, way: int, names: Names) -> str:
    """A way of a fork, counted from 0, as what led into it."""
    match step:
        case Branch():
            return _("the condition held") if way == 0 else _("the condition did not hold")
        case WaitFor():
            return _("it happened in time") if way == 0 else _("it did not happen in time")
        case WaitUntil():
            return _("there was no such date, or it had passed") if way == 0 else _("the date came")
        case Vary():
            return names.variant(step.experiment, list(step.ways)[way])
        case _:
            return _("way {number}").format(number=way + 1)


def _awaited(step: WaitFor, names: Names) -> str:
    """What the event is called, and of which message, form, page or offer, where the step names one."""
    named = {test.key: str(test.value) for test in step.where if test.op == "is"}
    things = {"message": names.message, "form": names.form, "page": names.page, "offer": names.offer}
    thing = next((called(named[key]) for key, called in things.items() if key in named), "")
    return f"{event_name(step.wait_for)}: {thing}" if thing else event_name(step.wait_for)
