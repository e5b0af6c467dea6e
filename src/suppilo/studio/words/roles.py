"""What each role may do, in a sentence. The table itself: docs/how-to/roles.md."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppilo.team.ports import Role


def said() -> list[tuple[str, str, str]]:
    """Every role from the most to the least powerful: its code, its name, what it may do."""
    may = {
        Role.OWNER: _("Everything, also members, the record and giving money back."),
        Role.MARKETER: _("Funnels, people, messages and orders, and changes to the definition."),
        Role.SALES: _("Funnels, people with their addresses, messages and orders."),
        Role.ANALYST: _("Funnels, questions and the definition, to read; people without their addresses."),
    }
    return [(str(role.value), str(role.label), may[role]) for role in Role]
