"""Wiring of the vendor."""

from django.apps import AppConfig


class PayTestConfig(AppConfig):
    """The vendor `pay_test`."""

    name = "suppilo.providers.pay_test"
    label = "pay_test"
