"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class WebhookStandardConfig(AppConfig):
    """The vendor `webhook_standard`: carries webhooks when SUPPILO_WEBHOOK_SECRET says how to sign them."""

    name = "suppilo.providers.webhook_standard"
    label = "webhook_standard"

    def ready(self) -> None:
        """Carry webhooks if there is a secret; a weak one is refused now, not at the first message."""
        if settings.WEBHOOK_SECRET:
            import_module("suppilo.providers.webhook_standard.wiring").register(settings.WEBHOOK_SECRET)
