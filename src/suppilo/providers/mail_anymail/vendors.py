"""The vendors whose sending and reports have been held against recorded shapes. Another one is an entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def _postmark_hard(event: Mapping[str, Any]) -> bool:
    return event.get("Type") in ("HardBounce", "BadEmailAddress") or bool(event.get("Inactive"))


def _mailgun_hard(event: Mapping[str, Any]) -> bool:
    return bool(event.get("event-data", event).get("severity") == "permanent")


def _postmark_word(event: Mapping[str, Any]) -> str:
    return " ".join(str(event[name]) for name in ("RecordType", "Type") if event.get(name))


def _mailgun_word(event: Mapping[str, Any]) -> str:
    return str(event.get("event-data", event).get("event", ""))


@dataclass(frozen=True)
class Vendor:
    """Anymail's parts for a vendor.

    `key` and `more` are its settings by the names of SUPPILO_MAIL_URL's parts; `signed` names the one that verifies its
    reports, empty where a report is only known by the secret address it comes to. `hard` reads a bounce, `word`
    what the vendor calls an event. `headers` go with every mail, so that the vendor leaves our Message-ID as it is.
    """

    name: str
    backend: str
    tracking: str
    inbound: str
    key: str
    hard: Callable[[Mapping[str, Any]], bool]
    word: Callable[[Mapping[str, Any]], str]
    more: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    signed: str = ""


VENDORS = {
    one.name: one
    for one in (
        Vendor(
            name="postmark",
            backend="anymail.backends.postmark.EmailBackend",
            tracking="anymail.webhooks.postmark.PostmarkTrackingWebhookView",
            inbound="anymail.webhooks.postmark.PostmarkInboundWebhookView",
            key="server_token",
            hard=_postmark_hard,
            word=_postmark_word,
            more={"stream": "message_stream"},
            headers={"X-PM-KeepID": "true"},
        ),
        Vendor(
            name="mailgun",
            backend="anymail.backends.mailgun.EmailBackend",
            tracking="anymail.webhooks.mailgun.MailgunTrackingWebhookView",
            inbound="anymail.webhooks.mailgun.MailgunInboundWebhookView",
            key="api_key",
            hard=_mailgun_hard,
            word=_mailgun_word,
            more={"domain": "sender_domain", "api": "api_url", "signing": "webhook_signing_key"},
            signed="webhook_signing_key",
        ),
    )
}
