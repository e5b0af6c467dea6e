"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The room `events`."""

    name = "suppilo.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the room's background work, now that models can be read."""
        import_module("suppilo.events.wiring").register()
