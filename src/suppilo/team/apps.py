"""Wiring of the room."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    """The room `team`."""

    name = "suppilo.team"
    label = "team"
    default_auto_field = "django.db.models.BigAutoField"
