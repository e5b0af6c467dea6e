"""What the vendor hangs into the registries of `messages`."""

from __future__ import annotations

from suppilo.messages.ports import register_hook, report_address, use_provider
from suppilo.providers.sms_http.account import Account
from suppilo.providers.sms_http.hook import SmsHook
from suppilo.providers.sms_http.provider import Sms


def register(url: str) -> None:
    """Text messages go through the account of `url` from now on, and its reports are heard. Raises BadAccount."""
    account = Account.parse(url)
    use_provider("sms", Sms(account, lambda envelope: report_address("sms", envelope.outgoing_id)))
    register_hook(SmsHook(account))
