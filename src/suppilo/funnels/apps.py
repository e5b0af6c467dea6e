"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class FunnelsConfig(AppConfig):
    """The room `funnels`."""

    name = "suppilo.funnels"
    label = "funnels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the room's answers, now that models can be read."""
        import_module("suppilo.funnels.wiring").register()
