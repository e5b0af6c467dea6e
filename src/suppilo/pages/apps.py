"""Wiring of the room."""

from importlib import import_module

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The room `pages`."""

    name = "suppilo.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell messages where links to pages, offers and magnets lead."""
        import_module("suppilo.pages.links").register()
