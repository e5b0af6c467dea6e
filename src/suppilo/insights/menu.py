"""The explorer's entry on the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from suppilo.team.ports import MenuItem, Right, register_menu


def register() -> None:
    """Put the explorer on the menu (called when the application is ready)."""
    also = ("insights_explore_people",)
    register_menu(MenuItem("explore", _("Explorer"), "insights_explore", 20, Right.FUNNEL_VIEW, also))
