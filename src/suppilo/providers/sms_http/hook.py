"""Reports and answers of a vendor of text messages."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import ClassVar
from urllib.parse import parse_qsl

from suppilo.messages.ports import Forged, Hook, HookRequest, Report, Unreadable, hook_token
from suppilo.providers.sms_http.account import Account


class SmsHook(Hook):
    """One for both vendors: the address proves itself, and where the vendor signs, its signature must be right too."""

    vendor: ClassVar[str] = "sms"

    def __init__(self, account: Account) -> None:
        self._account = account

    def verify(self, request: HookRequest) -> None:
        """The address is one that we gave out, and Twilio's header signs address and fields with the password."""
        hook_token(self.vendor, request.token)
        if self._account.vendor.signature == "twilio":
            given = request.headers.get("x-twilio-signature", "")
            if not hmac.compare_digest(given.encode(), twilio_signature(self._account.password, request).encode()):
                raise Forged("the signature is not the vendor's")

    def read(self, request: HookRequest) -> list[Report]:
        """A delivery report about one message, or an answer to the workspace. Raises Unreadable where it is neither."""
        fields = fields_of(request)
        vendor = self._account.vendor
        outgoing_id, workspace_id = hook_token(self.vendor, request.token)
        needed = vendor.inbound_from if workspace_id else vendor.outcome
        if needed not in fields:
            raise Unreadable(f"there is no {needed}")
        event_id = fields.get(vendor.report_id, "") or sha256(request.body).hexdigest()
        if workspace_id:
            return [
                Report(
                    kind="answered",
                    event_id=event_id,
                    channel="sms",
                    workspace_id=workspace_id,
                    address=fields[vendor.inbound_from],
                    text=fields.get(vendor.inbound_text, ""),
                )
            ]
        word = fields[vendor.outcome]
        kind = vendor.outcomes.get(word)
        if kind == "delivered":
            return [Report(kind="delivered", event_id=f"{event_id}:delivered", channel="sms", outgoing_id=outgoing_id)]
        if kind == "bounced":
            return [Report(kind="bounced", event_id=f"{event_id}:bounced", channel="sms", outgoing_id=outgoing_id)]
        if word in vendor.passing:
            return []
        event_id = f"{event_id}:strange:{word}"
        return [Report(kind="strange", event_id=event_id, channel="sms", outgoing_id=outgoing_id, word=word)]


def fields_of(request: HookRequest) -> Mapping[str, str]:
    """The form that was posted."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def twilio_signature(password: str, request: HookRequest) -> str:
    """HMAC-SHA-1 over the address and the sorted fields, as Twilio's documentation has it."""
    signed = request.url + "".join(f"{name}{value}" for name, value in sorted(fields_of(request).items()))
    return b64encode(hmac.new(password.encode(), signed.encode(), "sha1").digest()).decode()
