"""Wiring of the vendor."""

from django.apps import AppConfig


class MailSmtpConfig(AppConfig):
    """The vendor `mail_smtp`."""

    name = "suppilo.providers.mail_smtp"
    label = "mail_smtp"
