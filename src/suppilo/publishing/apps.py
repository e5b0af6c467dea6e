"""Wiring of the room."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The room `publishing`."""

    name = "suppilo.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """People follow a new version before anything else is done with them."""
        from suppilo.foundation import work
        from suppilo.publishing.operations import migrate_people

        work.register("migrations", migrate_people, order=5)
