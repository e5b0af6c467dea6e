"""Wiring of the room."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """The room `foundation`."""

    name = "suppilo.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
