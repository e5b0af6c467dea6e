"""How allauth behaves here: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Users are invited by an owner or made on the command line."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
