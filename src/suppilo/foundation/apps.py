"""Wiring of the room."""

from django.apps import AppConfig

from suppilo.foundation import instants, lookups


class FoundationConfig(AppConfig):
    """The room `foundation`."""

    name = "suppilo.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Look-ups, and how instants are read, are known before anybody asks."""
        lookups.register()
        instants.register()
