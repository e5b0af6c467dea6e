"""Codes in words: channels, origins, states, roles."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

CHANNELS: Words = {
    "email": _("e-mail"),
    "sms": _("text message"),
    "push": _("notification"),
    "web": _("the website"),
    "onsite": _("on the page"),
    "webhook": _("webhook"),
}
KINDS: Words = {
    "email": _("e-mail"),
    "phone": _("phone"),
    "visitor": _("browser"),
    "external": _("number in another system"),
}
ORIGINS: Words = {"import": _("imported"), "migration": _("new version"), "demo": _("demo")}
CONSENT_STATES: Words = {
    "pending": _("waits for confirmation"),
    "granted": _("agreed"),
    "withdrawn": _("withdrawn"),
    "expired": _("expired"),
    "none": _("nothing said"),
}
ORDER_STATES: Words = {
    "open": pgettext_lazy("order", "open"),
    "paid": pgettext_lazy("order", "paid"),
    "partly": pgettext_lazy("order", "partly refunded"),
    "refunded": pgettext_lazy("order", "refunded"),
}
JOURNEY_ENDS: Words = {
    "finished": _("came to its end"),
    "stopped": _("a step ended it"),
    "goal": _("its goal was reached"),
    "exit": _("its exit condition came true"),
    "replied": _("the person answered a message of it"),
    "left": _("a new version let everybody go"),
    "removed": _("a new version has no such journey"),
    "merged": _("the person was merged with another"),
    "erased": _("the person was erased"),
}
SEQUENCE_ENDS: Words = {
    "left": _("they left the segment"),
    "finished": _("they had got all of it"),
    "replied": _("they answered a message of it"),
    "over": _("it was ended"),
}
DEVICE_ENDS: Words = {
    "stopped": _("stopped by the person"),
    "gone": _("the browser no longer takes them"),
    "replaced": _("the person has many newer ones"),
    "moved": _("somebody else uses the browser now"),
}
BREAKDOWNS: Words = {
    "source": _("source"),
    "medium": _("medium"),
    "campaign": _("campaign"),
    "language": _("language"),
}


def say_code(words: Words, code: str) -> str:
    """The words of a code; an unknown one is said as it stands, underscores as spaces."""
    return str(words.get(code, code.replace("_", " ")))
