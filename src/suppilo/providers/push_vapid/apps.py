"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig


class PushVapidConfig(AppConfig):
    """The vendor `push_vapid`: carries notifications to the push services of all browsers."""

    name = "suppilo.providers.push_vapid"
    label = "push_vapid"

    def ready(self) -> None:
        """Carry notifications; no account is needed, and the key is made at the first need."""
        import_module("suppilo.providers.push_vapid.wiring").register()
