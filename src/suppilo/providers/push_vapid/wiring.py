"""What the vendor hangs into the registries of `messages`."""

from __future__ import annotations

from django.conf import settings

from suppilo.messages.ports import use_provider
from suppilo.providers.push_vapid.provider import Pushes


def register() -> None:
    """Notifications leave from now on; push services are told this address when something is wrong with them."""
    use_provider("push", Pushes(settings.BASE_URL))
