"""The studio's entries on the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from suppilo.team.ports import MenuItem, Right, register_menu

_SEQUENCES = (
    *("studio_sequence", "studio_sequence_new", "studio_sequence_edit"),
    *("studio_sequence_message", "studio_sequence_message_new"),
)


def register() -> None:
    """Put the studio's pages on the menu (called when the application is ready)."""
    register_menu(MenuItem("home", _("Home"), "studio_home", 10, Right.FUNNEL_VIEW, ("studio_funnel",)))
    register_menu(
        MenuItem(
            "people",
            pgettext_lazy("everybody known", "People"),
            "studio_people",
            30,
            Right.PEOPLE_VIEW,
            ("studio_person", "studio_segments", "studio_segment"),
        )
    )
    also = (
        *("studio_sending", "studio_rules", "studio_reactions", "studio_preview", "studio_domains"),
        *("studio_barred", "studio_barred_add", "studio_barred_one"),
    )
    register_menu(MenuItem("journeys", _("Journeys"), "studio_journeys", 33, Right.FUNNEL_VIEW, ("studio_journey",)))
    register_menu(MenuItem("tasks", _("To do"), "studio_tasks", 35, Right.TASKS_DO))
    register_menu(MenuItem("messages", _("Messages"), "studio_messages", 40, Right.MESSAGES_VIEW, also))
    pages = ("studio_broadcast", "studio_broadcast_new", "studio_broadcast_edit")
    register_menu(MenuItem("broadcasts", _("Broadcasts"), "studio_broadcasts", 42, Right.MESSAGES_VIEW, pages))
    register_menu(MenuItem("sequences", _("Sequences"), "studio_sequences", 43, Right.MESSAGES_VIEW, _SEQUENCES))
    register_menu(MenuItem("orders", _("Orders"), "studio_orders", 45, Right.ORDERS_VIEW, ("studio_refund",)))
    register_menu(MenuItem("forms", _("Forms"), "studio_rejections", 55, Right.PEOPLE_VIEW))
    register_menu(MenuItem("mailbox", _("Mailbox"), "studio_mailbox", 50, Right.MESSAGES_VIEW, ("studio_mail",)))
    register_menu(
        MenuItem(
            "definition",
            _("Definition"),
            "studio_definition",
            60,
            Right.DEFINITION_VIEW,
            ("studio_definition_edit", "studio_definition_apply", "studio_definition_rollback"),
        )
    )
    register_menu(
        MenuItem(
            "members",
            _("Members"),
            "studio_members",
            70,
            Right.MEMBERS_MANAGE,
            ("studio_member_role", "studio_member_remove", "studio_keys", "studio_record"),
        )
    )
