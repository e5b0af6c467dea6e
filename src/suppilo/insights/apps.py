"""Wiring of the room."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The room `insights`."""

    name = "suppilo.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"
