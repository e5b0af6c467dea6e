"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class SalesConfig(AppConfig):
    """The room `sales`."""

    name = "suppilo.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take part in erasures, now that models can be read."""
        import_module("suppilo.sales.wiring").register()
