"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig


class PayTestConfig(AppConfig):
    """The vendor `pay_test`."""

    name = "suppilo.providers.pay_test"
    label = "pay_test"

    def ready(self) -> None:
        """Offer it as a way to pay, now that models can be read."""
        import_module("suppilo.providers.pay_test.provider").register()
