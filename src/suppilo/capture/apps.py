"""Wiring of the room."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """The room `capture`."""

    name = "suppilo.capture"
    label = "capture"
    default_auto_field = "django.db.models.BigAutoField"
