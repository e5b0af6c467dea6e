"""Wiring of the room."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """The room `segments`."""

    name = "suppilo.segments"
    label = "segments"
    default_auto_field = "django.db.models.BigAutoField"
