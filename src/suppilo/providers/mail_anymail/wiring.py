"""What the vendor hangs into the registries of `messages`."""

from __future__ import annotations

from suppilo.messages.ports import register_hook, use_provider
from suppilo.providers.mail_anymail.account import MailAccount
from suppilo.providers.mail_anymail.hook import MailHook
from suppilo.providers.mail_anymail.provider import AnymailProvider


def register(url: str) -> None:
    """Mail goes through the account of `url` from now on, and its reports are heard. Raises BadMailAccount."""
    account = MailAccount.parse(url)
    use_provider("email", AnymailProvider(account))
    register_hook(MailHook(account))
