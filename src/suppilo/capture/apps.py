"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig

from suppilo.foundation.work import register


class CaptureConfig(AppConfig):
    """The room `capture`."""

    name = "suppilo.capture"
    label = "capture"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker class programs again and forget old refusals, and join erasures."""
        operations = import_module("suppilo.capture.operations")
        import_module("suppilo.people.ports").register_eraser(
            "capture", import_module("suppilo.capture.erasing").FormEraser()
        )
        register("class_agents", operations.class_agents, order=910)
        register("forget_refused", operations.forget_refused, order=920)
