"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """The room `studio`."""

    name = "suppilo.studio"
    label = "studio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the studio's pages on the menu, now that models can be read."""
        import_module("suppilo.studio.menu").register()
