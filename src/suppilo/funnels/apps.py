"""Wiring of the room."""

from django.apps import AppConfig


class FunnelsConfig(AppConfig):
    """The room `funnels`."""

    name = "suppilo.funnels"
    label = "funnels"
    default_auto_field = "django.db.models.BigAutoField"
