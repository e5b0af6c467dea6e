"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class MailSmtpConfig(AppConfig):
    """The vendor `mail_smtp`: carries mail when SUPPILO_SMTP_URL names a server."""

    name = "suppilo.providers.mail_smtp"
    label = "mail_smtp"

    def ready(self) -> None:
        """Carry mail if a server is configured; a wrong address is refused now, not at the first mail."""
        if settings.SMTP_URL:
            import_module("suppilo.providers.mail_smtp.provider").register(settings.SMTP_URL)
