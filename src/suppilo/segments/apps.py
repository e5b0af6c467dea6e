"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """The room `segments`."""

    name = "suppilo.segments"
    label = "segments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the room's answers, now that models can be read."""
        import_module("suppilo.segments.wiring").register()
