"""Wiring of the room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The room `pages`."""

    name = "suppilo.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
