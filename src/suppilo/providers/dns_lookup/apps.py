"""Wiring of the vendor."""

from importlib import import_module

from django.apps import AppConfig


class DnsLookupConfig(AppConfig):
    """The vendor `dns_lookup`: the resolver of this machine."""

    name = "suppilo.providers.dns_lookup"
    label = "dns_lookup"

    def ready(self) -> None:
        """Answer for names."""
        import_module("suppilo.providers.dns_lookup.resolver").register()
