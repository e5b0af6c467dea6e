"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """The room `experiments`."""

    name = "suppilo.experiments"
    label = "experiments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take part in merges and erasures, now that models can be read."""
        import_module("suppilo.experiments.wiring").register()
