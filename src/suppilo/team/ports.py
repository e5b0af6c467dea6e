"""What other rooms hand in or put on: menu items, and the guard of every staff view."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from suppilo.team.models import Role, ServerKey, User, Workspace
from suppilo.team.rights import Right
from suppilo.team.server_keys import ENROL
from suppilo.team.staff import StaffRequest, staff_view

__all__ = [
    "ENROL",
    "MenuItem",
    "Right",
    "Role",
    "ServerKey",
    "StaffRequest",
    "User",
    "Workspace",
    "menu",
    "register_menu",
    "staff_view",
]


@dataclass(frozen=True)
class MenuItem:
    """One entry of the studio's menu. `label` is a lazy translation; `url_name` takes the workspace's slug.

    `also` names further url names during which the entry is marked as where we are.
    """

    key: str
    label: str | Promise
    url_name: str
    order: int
    right: str
    also: tuple[str, ...] = ()


_menu: dict[str, MenuItem] = {}


def register_menu(item: MenuItem) -> None:
    """Add an entry (from an AppConfig's `ready`). A second one with the same key replaces the first."""
    _menu[item.key] = item


def menu() -> list[MenuItem]:
    """All entries in order."""
    return sorted(_menu.values(), key=lambda item: (item.order, item.key))
