"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """The room `offers`."""

    name = "suppilo.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Join the merging of people, now that models can be read."""
        import_module("suppilo.offers.wiring").register()
