"""What the vendor hangs into the registries of `messages`."""

from __future__ import annotations

from suppilo.messages.ports import use_provider
from suppilo.providers.webhook_standard.provider import Webhooks
from suppilo.providers.webhook_standard.signature import Signature


def register(secrets: str) -> None:
    """Webhooks leave from now on, signed with each of `secrets`. Raises BadSecret."""
    use_provider("webhook", Webhooks(Signature.parse(secrets)))
