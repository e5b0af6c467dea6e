"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The room `insights`."""

    name = "suppilo.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the explorer on the menu, now that models can be read."""
        import_module("suppilo.insights.menu").register()
