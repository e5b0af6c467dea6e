"""Why a journey did not begin for somebody, in words."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppilo.charts.numbers import duration
from suppilo.definition.model import Journey
from suppilo.events.queries import event_name
from suppilo.journeys.queries import Missed
from suppilo.studio.words.codes import Words, say_code
from suppilo.studio.words.names import Names
from suppilo.studio.words.times import language

_WORDS: Words = {
    "never": gettext_lazy("It begins with: {event}. That never happened to this person."),
    "no_date": gettext_lazy("It begins by the date “{date}”, which is not known of this person."),
    "dated": gettext_lazy("It begins by the date “{date}”, which has not come since the journey runs."),
    "not_in_segment": gettext_lazy("It takes in the people of the segment {segment}, where this person is not."),
    "scheduled": gettext_lazy(
        "It takes in the people of the segment {segment} at set times, and this person next time."
    ),
    "manual": gettext_lazy("It begins by hand, and nobody has let this person start it."),
    "machine": gettext_lazy("{event}: a machine did that, and so it starts nothing."),
    "imported": gettext_lazy("{event}: imported or made anew, and such facts start nothing."),
    "unmet": gettext_lazy("{event}: but not in the way that the journey asks for."),
    "too_old": gettext_lazy("{event}: told of {limit} later or more, and by then it starts nothing."),
    "unpublished": gettext_lazy("{event}: the journey was published only after that."),
    "paused": gettext_lazy("{event}: the journey was paused then, and what happens meanwhile starts nothing."),
    "soon": gettext_lazy("{event}: just now. The journey begins within seconds, while a worker runs."),
    "unknown": gettext_lazy("{event}: nothing that is kept says why the journey did not begin."),
}


def say_missed(missed: Missed, journey: Journey, names: Names) -> str:
    """The reason as a sentence, about the journey as it runs now."""
    trigger = journey.trigger
    named = {
        "event": event_name(trigger.event or ""),
        "date": names.attribute(trigger.date or ""),
        "segment": names.segment(trigger.segment or ""),
        "limit": duration(missed.limit.total_seconds(), language()) if missed.limit else "",
    }
    return (_again(journey) if missed.code == "again" else say_code(_WORDS, missed.code)).format(**named)


def _again(journey: Journey) -> str:
    if isinstance(journey.again, timedelta):
        passed = duration(journey.again.total_seconds(), language())
        return "{event}: " + _("the journey takes nobody in again before {passed} have passed.").format(passed=passed)
    if journey.again == "after_end":
        return "{event}: " + _("the journey takes nobody in again who is still in it.")
    return "{event}: " + _("the journey takes nobody in a second time.")
