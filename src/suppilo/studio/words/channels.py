"""The ways to a person, and what is written for each, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: By channel: what it is called, and what stands over the form in which one is written to many people.
CHANNEL_WORDS: dict[str, tuple[Promise, Promise]] = {
    "email": (_("Mail"), _("Write a mail to many")),
    "sms": (_("Text message"), _("Write a text message to many")),
    "push": (_("Notification"), _("Write a notification to many")),
    "onsite": (_("Message on the page"), _("Write a message on the page to many")),
}
FIELD_WORDS: dict[str, Promise] = {
    "subject": _("Subject"),
    "title": pgettext_lazy("of a message", "Title"),
    "preview": _("Preview, beside the subject in a list of mails"),
    "body": pgettext_lazy("of a message", "Text"),
    "text": pgettext_lazy("of a message", "Text"),
    "label": _("Words on the button"),
}


def channel_words(channel: str) -> str:
    """What a channel is called."""
    return str(CHANNEL_WORDS[channel][0]) if channel in CHANNEL_WORDS else channel
