"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig

from suppilo.foundation.work import register


class PeopleConfig(AppConfig):
    """The room `people`."""

    name = "suppilo.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker finish erasures that were cut off."""
        register("erasures", import_module("suppilo.people.operations").finish_erasures, order=80)
