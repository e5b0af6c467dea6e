"""What the numbers of paths and of attribution mean, as they were asked for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suppilo.charts.figure import Style
from suppilo.insights.explorer import saying
from suppilo.insights.explorer.question import Question


def paths(question: Question, style: Style) -> list[tuple[str, str]]:
    """The definitions of paths."""
    return [
        (pgettext("what people did", "Path"), " ".join(_path(question, style))),
        (_("Counted"), _counted(question)),
        (_("Share"), _("Of all the paths that were walked, those that went exactly this way.")),
    ]


def _path(question: Question, style: Style) -> list[str]:
    if question.unit:
        told = [_("The events of each “{unit}” one after the other.").format(unit=saying.breakdown(question.unit))]
    else:
        told = [_("What people did one after the other.")]
    if question.repeats == "once":
        told.append(
            _("The same event several times in a row counts as one station, and so does a loop of up to four events.")
        )
    else:
        told.append(_("Each event is a station of its own, also when it repeats."))
    told.append(
        _("A path has at most {n} stations; “…” stands where there were more.").format(n=style.count(question.longest))
    )
    if question.gap:
        told.append(_("A pause of {time} or longer ends it.").format(time=style.time(question.gap.total_seconds())))
    return told


def _counted(question: Question) -> str:
    if question.walks == "every":
        return _("Every path counts, also several of one and the same; they do not overlap.")
    return _("One path each: the first; between two events, the first that arrives.")


def attribution(question: Question, style: Style) -> list[tuple[str, str]]:
    """The definitions of attribution."""
    credit = [
        _(
            "Each conversion is worth one, and is divided over the touches before it, inside the look-back, as the"
            " model says. Credit adds up to the conversions."
        )
    ]
    if question.model == "time_decay":
        told = _("A touch gets half as much for every {time} that lies between it and the conversion.")
        credit.append(told.format(time=style.time(question.half_life.total_seconds())))
    credit += _direct(question)
    touch = [_("An event by which somebody came into contact with the business, by its source.")]
    if question.unit:
        told = _("A touch belongs to the conversions that have the same “{unit}”.")
        touch.append(told.format(unit=saying.breakdown(question.unit)))
    return [
        (_("Credit"), " ".join(credit)),
        (_("Look-back"), _look_back(question, style)),
        *_worth(question),
        (_("Touch"), " ".join(touch)),
    ]


def _look_back(question: Question, style: Style) -> str:
    if question.look_back is None:
        return _("A touch counts however old it is.")
    text = (
        _("A touch counts when it is no older than {time} at the conversion: the library's default.")
        if question.look == "default"
        else _("A touch counts when it is no older than {time} at the conversion.")
    )
    return text.format(time=style.time(question.look_back.total_seconds()))


def _direct(question: Question) -> list[str]:
    """What is direct, where it changes anything."""
    passed = question.model == "last_non_direct"
    if question.direct_is == "missing":
        told = [_("An event without a source is a touch too: it is direct.")]
        return told + [_("Such a touch is passed over, unless there is no other.")] * passed
    if not passed:
        return []
    if question.direct_is == "nothing":
        return [_("Nothing is called direct, so the last touch gets the credit.")]
    return [_("A touch from “{direct}” is passed over, unless there is no other.").format(direct=question.direct)]


def _worth(question: Question) -> list[tuple[str, str]]:
    if not question.worth:
        return []
    said = _("The sum of “{key}” of the conversions, divided in the same way; one without it is worth 0.")
    return [(_("Value"), said.format(key=saying.breakdown(question.worth)))]
