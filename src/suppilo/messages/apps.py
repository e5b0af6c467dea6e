"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The room `messages`."""

    name = "suppilo.messages"
    label = "suppilo_messages"  # Django has a "messages" of its own
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Join the worker and the publishing of versions, now that models can be read."""
        import_module("suppilo.messages.wiring").register()
