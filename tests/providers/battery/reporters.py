"""How each vendor that reports is wired, how it signs, and what follows from what was recorded of it."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from suppilo.messages.ports import Hook, HookRequest
from suppilo.providers.mail_anymail.account import MailAccount
from suppilo.providers.mail_anymail.hook import MailHook
from suppilo.providers.sms_http.account import Account
from suppilo.providers.sms_http.hook import SmsHook, twilio_signature
from tests.providers.battery.recording import Recording

SECRET = "only-the-vendor-knows"

#: Recording, the whole address it is posted to, secret -> signature.
Sign = Callable[[Recording, str, str], str]


def nothing(recording: Recording, url: str, secret: str) -> str:
    """The address alone proves such a report."""
    return ""


def mailgun(recording: Recording, url: str, secret: str) -> str:
    """HMAC-SHA-256 over timestamp and token; what is said of the message is not covered."""
    found = re.search(r'token(?:": "|=)([0-9a-z]{50})', recording.body)
    assert found, "a recorded report of Mailgun has a token"
    return hmac.new(secret.encode(), f"1773136700{found[1]}".encode(), sha256).hexdigest()


def twilio(recording: Recording, url: str, secret: str) -> str:
    """HMAC-SHA-1 over the address and all fields."""
    return twilio_signature(secret, HookRequest(url=url, token="", body=recording.body.encode()))


@dataclass(frozen=True)
class Reporter:
    """`follows`: the facts after each recording, by their names without `message_`; a bounce may say "hard".

    `sign` is empty-handed where only the address proves a report; `covers` says that what is said is signed too.
    """

    hook: Hook
    channel: Literal["email", "sms"]
    follows: Mapping[str, tuple[str, ...]]
    word: str
    sign: Sign = nothing
    covers: bool = False
    own_address: bool = field(default=False, kw_only=True)

    @property
    def signs(self) -> bool:
        """Whether there is more than the address to forge."""
        return self.sign is not nothing


_MAIL = {
    "delivered": ("delivered",),
    "bounced_hard": ("bounced hard",),
    "bounced_soft": ("bounced",),
    "complained": ("complained",),
    "opened": ("opened",),
    "clicked": ("clicked",),
    "strange": ("reported",),
    "answered": ("replied",),
}
_SMS = {
    "delivered": ("delivered",),
    "bounced": ("bounced",),
    "underway": (),
    "strange": ("reported",),
    "answered": ("replied",),
}

REPORTERS = {
    "postmark": Reporter(MailHook(MailAccount.parse(f"postmark://{SECRET}@")), "email", _MAIL, "Teleported"),
    "mailgun": Reporter(
        MailHook(MailAccount.parse(f"mailgun://key@?domain=kahvila.example&signing={SECRET}")),
        "email",
        {**_MAIL, "bounced_soft": ()},  # Mailgun tries again by itself, and says so
        "teleported",
        mailgun,
    ),
    "elks": Reporter(
        SmsHook(Account.parse(f"elks://user:{SECRET}@?from=Kaamos")), "sms", _SMS, "teleported", own_address=True
    ),
    "twilio": Reporter(
        SmsHook(Account.parse(f"twilio://user:{SECRET}@?from=Kaamos")),
        "sms",
        _SMS,
        "teleported",
        twilio,
        covers=True,
        own_address=True,
    ),
}
