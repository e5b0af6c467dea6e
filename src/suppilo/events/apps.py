"""Wiring of the room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The room `events`."""

    name = "suppilo.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
