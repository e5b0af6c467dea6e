"""Wiring of the room."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """The room `offers`."""

    name = "suppilo.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"
