"""Wiring of the room."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """The room `journeys`."""

    name = "suppilo.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"
