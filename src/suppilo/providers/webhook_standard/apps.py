"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class WebhookStandardConfig(AppConfig):
    """The vendor `webhook_standard`: carries webhooks when there is a secret to sign them with."""

    name = "suppilo.providers.webhook_standard"
    label = "webhook_standard"

    def ready(self) -> None:
        """Carry webhooks if there is a secret; a weak one is refused now, not at the first message."""
        import_module("suppilo.providers.webhook_standard.wiring").register(settings.WEBHOOK_SECRET)
