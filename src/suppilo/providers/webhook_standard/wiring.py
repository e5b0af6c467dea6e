"""What the vendor hangs into the registries of `messages`."""

from __future__ import annotations

from suppilo.messages.ports import use_provider
from suppilo.providers.webhook_standard.destinations import folder
from suppilo.providers.webhook_standard.provider import Webhooks
from suppilo.providers.webhook_standard.signature import Signature


def register(secrets: str) -> None:
    """Webhooks leave from now on, if any receiver has a secret or there are `secrets` for all. Raises BadSecret."""
    shared = Signature.parse(secrets) if secrets else None
    if shared is not None or folder().exists():
        use_provider("webhook", Webhooks(shared))
