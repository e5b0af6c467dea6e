"""Wiring of the room."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """The room `studio`."""

    name = "suppilo.studio"
    label = "studio"
    default_auto_field = "django.db.models.BigAutoField"
