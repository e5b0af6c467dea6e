"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class MailAnymailConfig(AppConfig):
    """The vendor `mail_anymail`: carries mail when SUPPILO_MAIL_URL names an account."""

    name = "suppilo.providers.mail_anymail"
    label = "mail_anymail"

    def ready(self) -> None:
        """Carry mail if there is an account; a wrong address is refused now, not at the first mail."""
        if settings.MAIL_URL:
            import_module("suppilo.providers.mail_anymail.wiring").register(settings.MAIL_URL)
