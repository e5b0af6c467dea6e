"""Why a message waits or was not sent: codes, and a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = {
    "expired": gettext_lazy("It came too late: the message was only meant to arrive until a certain time."),
    "not_seen": gettext_lazy("The person came to no page before its time was over."),
    "no_address": gettext_lazy("We have no address for this channel."),
    "bad_address": gettext_lazy("The address is not a valid one."),
    "no_consent": gettext_lazy("The person has not agreed to this purpose."),
    "no_consent_channel": gettext_lazy("The person has agreed to this purpose, but not on this channel."),
    "cart_no_purpose": gettext_lazy(
        "A reminder of a forgotten cart is marketing where the person is, and this message has no purpose to agree to."
    ),
    "test_mode": gettext_lazy("Test mode is on, and the address is not on its list."),
    "not_confirmed": gettext_lazy("The person has not confirmed yet that they agree to this purpose."),
    "withdrawn": gettext_lazy("The person no longer agrees to this purpose."),
    "suppressed_bounce": gettext_lazy("The address does not exist any more: an earlier message came back."),
    "suppressed_complaint": gettext_lazy("The person reported an earlier message as spam."),
    "suppressed_unsubscribe": gettext_lazy("The person has unsubscribed."),
    "suppressed_manual": gettext_lazy("Somebody here decided not to write to this address."),
    "suppressed_erased": gettext_lazy("The person asked to be erased."),
    "cap_reached": gettext_lazy("The person got {cap} messages in the last {per_days} days: that is the most allowed."),
    "quiet_hours": gettext_lazy("It is night where the person is ({zone})."),
    "quiet_period": gettext_lazy("The person has just bought something: we leave them in peace for a while."),
    "duplicate": gettext_lazy("The same person got it already, before two entries turned out to be one."),
    "left_segment": gettext_lazy("The person left the segment before the message was sent."),
    "broadcast_stopped": gettext_lazy("The broadcast was stopped before the message left."),
    "sequence_ended": gettext_lazy("The sequence was ended before the message left."),
    "not_live": gettext_lazy("It was caused by imported or rebuilt data: such data never sends anything."),
    "journey_paused": gettext_lazy(
        "The journey or sequence that sends it is paused: the message waits until that goes on."
    ),
    "journey_resumed": gettext_lazy(
        "The journey or sequence that sends it was paused: what waited leaves little by little."
    ),
    "journey_over": gettext_lazy("The journey ended before the message left."),
    "goal_reached": gettext_lazy("The person reached the goal of the journey before the message left."),
    "left_journey": gettext_lazy("The person met the exit condition of the journey before the message left."),
    "replied": gettext_lazy("The person answered an earlier message of the journey or sequence."),
    "erased": gettext_lazy("The person was erased before the message left."),
    "merged": gettext_lazy("The person turned out to be another one, who gets the message already."),
    "rate": gettext_lazy("Messages leave at a measured pace, and its turn has not come."),
    "rate_domain": gettext_lazy("Messages to {place} leave at a measured pace, and its turn has not come."),
    "warm_up": gettext_lazy("The sender {domain} is new and may write to {limit} people today."),
    "lane_stopped": gettext_lazy("Sending of such messages was stopped by somebody here."),
    "lane_stopped_complaints": gettext_lazy("Sending of such messages is stopped: too many people reported spam."),
    "no_worker": gettext_lazy("No worker is running: nothing is sent until one is."),
    "on_the_wire": gettext_lazy("It is on its way right now."),
    "its_turn": gettext_lazy("It waits for its turn."),
    "try_again": gettext_lazy("The other side asked us to try later: {said}"),
    "gave_up": gettext_lazy("The other side kept asking us to try later, {attempts} times: {said}"),
    "refused": gettext_lazy("The other side refused it: {said}"),
    "unreachable": gettext_lazy("The mail server cannot be reached: {said}"),
    "no_provider": gettext_lazy("No way to send mail is set up."),
    "answer_lost": gettext_lazy("The connection broke before the mail server answered: it may have arrived or not."),
    "worker_lost": gettext_lazy("Sending was cut off in the middle: it may have arrived or not."),
    "restored": gettext_lazy("It was on its way when the backup was made that runs now: it may have arrived or not."),
    "text_failed": gettext_lazy("The text could not be made for this person: {said}"),
    "sms_length": gettext_lazy("The text message is empty or too long: {parts} parts, at most {most} are sent."),
    "push_length": gettext_lazy("The notification is too long: {bytes} bytes, at most {most} are sent."),
    "dead_link": gettext_lazy("A link in it leads nowhere: {link}"),
    "not_compiled": gettext_lazy("This version of the definition was published without this message."),
}

#: The same said of many people at once, where the sentence of one names their hour, their number or an answer.
OF_MANY = {
    "cap_reached": gettext_lazy("They have lately got as many messages as one person may get."),
    "quiet_hours": gettext_lazy("It is night where they are."),
    "rate_domain": gettext_lazy("Messages to their domain leave at a measured pace, and their turn has not come."),
    "warm_up": gettext_lazy("The sender is new and may write to only so many people a day."),
    "try_again": gettext_lazy("The other side asked us to try later."),
    "gave_up": gettext_lazy("The other side kept asking us to try later."),
    "refused": gettext_lazy("The other side refused it."),
    "unreachable": gettext_lazy("The other side cannot be reached."),
    "text_failed": gettext_lazy("The text could not be made for them."),
    "sms_length": gettext_lazy("The text message is empty for them, or too long."),
    "dead_link": gettext_lazy("A link in it leads nowhere for them."),
}

#: The same said of one person where the values that the sentence names are not known any more.
WITHOUT_VALUES = {
    "cap_reached": gettext_lazy("The person has lately got as many messages as one person may get."),
    "quiet_hours": gettext_lazy("It is night where the person is."),
    "rate_domain": SENTENCES["rate"],
    "text_failed": gettext_lazy("The text could not be made for this person."),
    "sms_length": gettext_lazy("The text message is empty or too long."),
    "push_length": gettext_lazy("The notification is too long."),
    "dead_link": gettext_lazy("A link in it leads nowhere."),
}


def sentence_of_many(code: str, *, too_late_after: str = "") -> str:
    """The reason as it is for many people; `too_late_after` is what would hold them until it is too late."""
    said = str(OF_MANY[code]) if code in OF_MANY else str(SENTENCES.get(code, code))
    return f"{said} {_('Before that:')} {sentence_of_many(too_late_after)}" if too_late_after else said


class _Missing(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The reason in words, in the active language; an unknown code is shown as it is, none as an empty text."""
    if not code:
        return ""
    values = _Missing(params or {})
    text = str(SENTENCES.get(code, code)).format_map(values)
    unknown = values.pop("unknown_zone", "")
    if unknown:
        zone = _("The person's own time zone “{unknown}” is not known: that of the business counts.")
        text = f"{text} {zone.format(unknown=unknown)}"
    because = values.pop("because", "")
    return f"{text} {_('Before that:')} {sentence_as_known(str(because), values)}" if because else text


def sentence_as_known(code: str, params: Mapping[str, Any]) -> str:
    """The reason in words; where values that its sentence names are not among `params`, in words without them."""
    named = {place for _text, place, _spec, _conversion in Formatter().parse(str(SENTENCES.get(code, ""))) if place}
    if named <= set(params):
        return sentence(code, params)
    return str(WITHOUT_VALUES.get(code) or OF_MANY[code])
