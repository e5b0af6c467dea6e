"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """The room `journeys`."""

    name = "suppilo.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Join the worker and the planning of versions, now that models can be read."""
        import_module("suppilo.journeys.wiring").register()
