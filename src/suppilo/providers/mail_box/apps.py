"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class MailBoxConfig(AppConfig):
    """The vendor `mail_box`: carries mail when no server is configured."""

    name = "suppilo.providers.mail_box"
    label = "mail_box"

    def ready(self) -> None:
        """Carry mail, text messages and webhooks, unless somebody else does."""
        box = import_module("suppilo.providers.mail_box.provider")
        if not settings.SMTP_URL and not settings.MAIL_URL:
            box.register()
        if not settings.SMS_URL:
            box.register_text_messages()
        if not settings.WEBHOOK_SECRET:
            box.register_webhooks()
