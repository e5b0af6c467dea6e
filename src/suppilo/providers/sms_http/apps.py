"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class SmsHttpConfig(AppConfig):
    """The vendor `sms_http`: carries text messages when SUPPILO_SMS_URL names an account."""

    name = "suppilo.providers.sms_http"
    label = "sms_http"

    def ready(self) -> None:
        """Carry text messages if there is an account; a wrong address is refused now, not at the first message."""
        if settings.SMS_URL:
            import_module("suppilo.providers.sms_http.wiring").register(settings.SMS_URL)
