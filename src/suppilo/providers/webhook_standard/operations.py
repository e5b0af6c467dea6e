"""What the command line does with the secrets of receivers."""

from suppilo.providers.webhook_standard.destinations import BadDestination, make_secret

__all__ = ["BadDestination", "make_secret"]
