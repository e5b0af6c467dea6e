"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class MailBoxConfig(AppConfig):
    """The vendor `mail_box`: carries mail when no server is configured."""

    name = "suppilo.providers.mail_box"
    label = "mail_box"

    def ready(self) -> None:
        """Carry mail, unless a server does."""
        if not settings.SMTP_URL:
            import_module("suppilo.providers.mail_box.provider").register()
