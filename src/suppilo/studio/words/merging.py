"""What a merge does, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.people.ports import Consequence
from suppilo.studio.words.names import Names

Say = Callable[[Mapping[str, object], str, Names], str]


def say_consequence(one: Consequence, who: str, names: Names) -> str:
    """One consequence as a sentence; `who` is the person's label. An unknown code is said as it stands."""
    say = _SENTENCES.get(one.code)
    return say(one.values, who, names) if say else one.code.replace("_", " ")


def _count(values: Mapping[str, object]) -> int:
    return int(str(values["count"]))


def _one_standing(values: Mapping[str, object], who: str, names: Names) -> str:
    funnel, stage = str(values["funnel"]), str(values["stage"])
    words = _("In “{funnel}” one place remains: {stage}.")
    return words.format(funnel=names.funnel(funnel), stage=names.stage(funnel, stage))


def _stands_again(values: Mapping[str, object], who: str, names: Names) -> str:
    funnel, stage = str(values["funnel"]), str(values["stage"])
    words = _("{who} stands in “{stage}” of “{funnel}” again, or further by what they did since.")
    return words.format(who=who, funnel=names.funnel(funnel), stage=names.stage(funnel, stage))


def _journey_stops(values: Mapping[str, object], who: str, names: Names) -> str:
    words = _("Both have been in the journey “{journey}”: the older time in it stays, the younger stops.")
    return words.format(journey=names.journey(str(values["journey"])))


def _journey_resumes(values: Mapping[str, object], who: str, names: Names) -> str:
    words = _("{who} goes on in the journey “{journey}” where it stopped.")
    return words.format(who=who, journey=names.journey(str(values["journey"])))


def _sequence_stops(values: Mapping[str, object], who: str, names: Names) -> str:
    words = _("Both have been in the sequence “{sequence}”: the one who is further goes on, the other stops.")
    return words.format(sequence=values["sequence"])


def _sequence_resumes(values: Mapping[str, object], who: str, names: Names) -> str:
    words = _("{who} goes on in the sequence “{sequence}” where it stopped.")
    return words.format(who=who, sequence=values["sequence"])


def _messages_cancelled(values: Mapping[str, object], who: str, names: Names) -> str:
    count = _count(values)
    words = ngettext("{count} message that waits is cancelled.", "{count} messages that wait are cancelled.", count)
    return words.format(count=count)


def _messages_wait_again(values: Mapping[str, object], who: str, names: Names) -> str:
    count = _count(values)
    words = ngettext(
        "{count} message that was cancelled waits to be sent again.",
        "{count} messages that were cancelled wait to be sent again.",
        count,
    )
    return words.format(count=count)


def _orders(values: Mapping[str, object], who: str, names: Names) -> str:
    count = _count(values)
    return ngettext("{count} order counts for {who}.", "{count} orders count for {who}.", count).format(
        count=count, who=who
    )


def _carts(values: Mapping[str, object], who: str, names: Names) -> str:
    count = _count(values)
    return ngettext("{count} open cart counts for {who}.", "{count} open carts count for {who}.", count).format(
        count=count, who=who
    )


def _two_variants(values: Mapping[str, object], who: str, names: Names) -> str:
    words = _("The two were given different variants of the experiment “{experiment}”: they count for neither.")
    return words.format(experiment=names.experiment(str(values["experiment"])))


def _variants_again(values: Mapping[str, object], who: str, names: Names) -> str:
    words = _("In the experiment “{experiment}” each counts for the variant that they were given.")
    return words.format(experiment=names.experiment(str(values["experiment"])))


_SENTENCES: Mapping[str, Say] = {
    "one_standing": _one_standing,
    "stands_again": _stands_again,
    "journey_stops": _journey_stops,
    "journey_resumes": _journey_resumes,
    "sequence_stops": _sequence_stops,
    "sequence_resumes": _sequence_resumes,
    "messages_cancelled": _messages_cancelled,
    "messages_wait_again": _messages_wait_again,
    "two_variants": _two_variants,
    "variants_again": _variants_again,
    "orders": _orders,
    "carts": _carts,
}
