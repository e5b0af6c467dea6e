"""Who may do what: one table from role to rights. Every staff view names the right that it needs."""

from __future__ import annotations

from enum import StrEnum

from suppilo.team.models import Role


class Right(StrEnum):
    """One thing that a member may be allowed to do. Rights name what is seen or done, never a page."""

    FUNNEL_VIEW = "funnel.view"
    QUESTIONS_SAVE = "questions.save"
    PEOPLE_VIEW = "people.view"
    PEOPLE_CONTACT_VIEW = "people.contact.view"
    PEOPLE_MERGE = "people.merge"
    PEOPLE_ERASE = "people.erase"
    PEOPLE_EXPORT = "people.export"
    MESSAGES_VIEW = "messages.view"
    MESSAGES_SEND = "messages.send"
    ORDERS_VIEW = "orders.view"
    ORDERS_REFUND = "orders.refund"
    TASKS_DO = "tasks.do"
    JOURNEYS_RUN = "journeys.run"
    DEFINITION_VIEW = "definition.view"
    DEFINITION_APPLY = "definition.apply"
    MEMBERS_MANAGE = "members.manage"
    AUDIT_VIEW = "audit.view"


EVERY_RIGHT = frozenset(Right)

RIGHTS: dict[str, frozenset[Right]] = {
    Role.OWNER: EVERY_RIGHT,
    Role.MARKETER: EVERY_RIGHT
    - {Right.MEMBERS_MANAGE, Right.AUDIT_VIEW, Right.ORDERS_REFUND, Right.PEOPLE_ERASE, Right.PEOPLE_EXPORT},
    Role.SALES: frozenset(
        {
            Right.FUNNEL_VIEW,
            Right.PEOPLE_VIEW,
            Right.PEOPLE_CONTACT_VIEW,
            Right.PEOPLE_MERGE,
            Right.ORDERS_VIEW,
            Right.MESSAGES_VIEW,
            Right.TASKS_DO,
        }
    ),
    Role.ANALYST: frozenset({Right.FUNNEL_VIEW, Right.QUESTIONS_SAVE, Right.PEOPLE_VIEW, Right.DEFINITION_VIEW}),
}


def rights_of(role: str) -> frozenset[Right]:
    """What `role` may do; an unknown role may do nothing."""
    return RIGHTS.get(role, frozenset())
