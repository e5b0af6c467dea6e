"""Wiring of the vendor."""

from django.apps import AppConfig


class MailBoxConfig(AppConfig):
    """The vendor `mail_box`."""

    name = "suppilo.providers.mail_box"
    label = "mail_box"
