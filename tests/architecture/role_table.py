"""Who gets what at which address. Every named address of the project stands here; a test fails for one that does not.

A row says what a GET answers to each kind of visitor. `staff(right)` is the usual row of a staff page: the sign-in page
for somebody not signed in, 200 for roles with the right, 403 for members without it, 404 for members of other
workspaces. `everybody(status)` answers the same to all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from suppilo.team.models import Role
from suppilo.team.rights import Right, rights_of

NOBODY, OUTSIDER, CHIEF = "nobody", "outsider", "chief"
KINDS = (NOBODY, *Role.values, OUTSIDER, CHIEF)


@dataclass(frozen=True)
class Row:
    """Statuses by kind of visitor; `arguments` fill the address; `right` is the one that the view must name."""

    statuses: Mapping[str, int]
    arguments: Mapping[str, object] = field(default_factory=dict)
    right: str = ""


def everybody(status: int, **arguments: object) -> Row:
    """The same for all."""
    return Row(dict.fromkeys(KINDS, status), arguments)


def signed_in(status: int, nobody: int = 302, **arguments: object) -> Row:
    """The same for everybody who is signed in; others are led to the sign-in page."""
    return Row(dict.fromkeys(KINDS, status) | {NOBODY: nobody}, arguments)


def staff(right: Right, allowed: int = 200, **arguments: object) -> Row:
    """A page of a workspace."""
    roles = {role: allowed if right in rights_of(role) else 403 for role in Role.values}
    return Row(
        {NOBODY: 302, OUTSIDER: 404, CHIEF: allowed, **roles}, {"workspace": "roastery", **arguments}, right.value
    )


Table = Mapping[str, Row]

STUDIO: Table = {
    "studio_start": Row(dict.fromkeys(KINDS, 302) | {CHIEF: 200}),
    "team_language": everybody(405),
    "studio_home": staff(Right.FUNNEL_VIEW),
    "studio_funnel": staff(Right.FUNNEL_VIEW, funnel="coffee"),
    "studio_funnel_now": staff(Right.FUNNEL_VIEW, funnel="coffee"),
    "insights_explore": staff(Right.FUNNEL_VIEW),
    "insights_explore_answer": staff(Right.FUNNEL_VIEW),
    "insights_explore_people": staff(Right.PEOPLE_VIEW),
    "insights_explore_csv": staff(Right.FUNNEL_VIEW),
    "insights_explore_svg": staff(Right.FUNNEL_VIEW),
    "insights_explore_save": staff(Right.QUESTIONS_SAVE, allowed=405),
    "insights_explore_delete": staff(Right.QUESTIONS_SAVE, allowed=405, question=1),
    "studio_people": staff(Right.PEOPLE_VIEW),
    "studio_segments": staff(Right.PEOPLE_VIEW),
    "studio_segment": staff(Right.PEOPLE_VIEW, allowed=404, segment="buyers"),
    "studio_segment_csv": staff(Right.PEOPLE_VIEW, allowed=405, segment="buyers"),
    "studio_person": staff(Right.PEOPLE_VIEW, person="PERSON"),
    "studio_merge": staff(Right.PEOPLE_MERGE, person="PERSON"),
    "studio_unmerge": staff(Right.PEOPLE_MERGE, person="PERSON"),
    "studio_export": staff(Right.PEOPLE_EXPORT, allowed=405, person="PERSON"),
    "studio_erase": staff(Right.PEOPLE_ERASE, person="PERSON"),
    "studio_messages": staff(Right.MESSAGES_VIEW),
    "studio_sending": staff(Right.MESSAGES_VIEW),
    "studio_preview": staff(Right.MESSAGES_SEND),
    "studio_preview_try": staff(Right.MESSAGES_SEND, allowed=405),
    "studio_preview_html": staff(Right.MESSAGES_SEND),
    "studio_domains": staff(Right.MESSAGES_SEND),
    "studio_test_mode": staff(Right.MESSAGES_SEND, allowed=405),
    "studio_lane": staff(Right.MESSAGES_SEND, allowed=405),
    "studio_why": staff(Right.MESSAGES_VIEW, person="PERSON"),
    "studio_broadcasts": staff(Right.MESSAGES_VIEW),
    "studio_broadcast_new": staff(Right.MESSAGES_SEND),
    "studio_broadcast": staff(Right.MESSAGES_VIEW, number="BROADCAST"),
    "studio_broadcast_now": staff(Right.MESSAGES_VIEW, number="BROADCAST"),
    "studio_broadcast_edit": staff(Right.MESSAGES_SEND, number="BROADCAST"),
    "studio_sequences": staff(Right.MESSAGES_VIEW),
    "studio_sequence_new": staff(Right.MESSAGES_SEND),
    "studio_sequence": staff(Right.MESSAGES_VIEW, number="SEQUENCE"),
    "studio_sequence_now": staff(Right.MESSAGES_VIEW, number="SEQUENCE"),
    "studio_sequence_csv": staff(Right.MESSAGES_VIEW, number="SEQUENCE"),
    "studio_sequence_edit": staff(Right.MESSAGES_SEND, number="SEQUENCE"),
    "studio_sequence_act": staff(Right.MESSAGES_SEND, allowed=405, number="SEQUENCE"),
    "studio_sequence_message_new": staff(Right.MESSAGES_SEND, number="SEQUENCE"),
    "studio_sequence_message": staff(Right.MESSAGES_SEND, number="SEQUENCE", place="STOP"),
    "studio_broadcast_act": staff(Right.MESSAGES_SEND, allowed=405, number="BROADCAST"),
    "studio_reactions": staff(Right.MESSAGES_VIEW),
    "studio_barred": staff(Right.MESSAGES_VIEW),
    "studio_barred_add": staff(Right.MESSAGES_SEND, allowed=405),
    "studio_barred_one": staff(Right.MESSAGES_SEND, allowed=404, number=77),
    "studio_bar": staff(Right.MESSAGES_SEND, allowed=405, person="PERSON"),
    "studio_rules": staff(Right.MESSAGES_VIEW),
    "studio_mailbox": staff(Right.MESSAGES_VIEW),
    "studio_mail": staff(Right.MESSAGES_VIEW, mail="MAIL"),
    "studio_mail_html": staff(Right.MESSAGES_VIEW, mail="MAIL"),
    "studio_orders": staff(Right.ORDERS_VIEW),
    "studio_refund": staff(Right.ORDERS_REFUND, allowed=404, number=77),
    "studio_rejections": staff(Right.PEOPLE_VIEW),
    "studio_stuck": staff(Right.PEOPLE_VIEW),
    "studio_stuck_again": staff(Right.DEFINITION_APPLY, allowed=405),
    "studio_journeys": staff(Right.FUNNEL_VIEW),
    "studio_journey": staff(Right.FUNNEL_VIEW, allowed=404, journey="welcome"),
    "studio_journey_enrol": staff(Right.JOURNEYS_RUN, allowed=405, journey="welcome"),
    "studio_journey_pause": staff(Right.JOURNEYS_RUN, allowed=405, journey="welcome"),
    "studio_tasks": staff(Right.TASKS_DO),
    "studio_task_tick": staff(Right.TASKS_DO, allowed=405, task=1),
    "studio_members": staff(Right.MEMBERS_MANAGE),
    "studio_member_role": staff(Right.MEMBERS_MANAGE, allowed=405, user="USER"),
    "studio_member_remove": staff(Right.MEMBERS_MANAGE, user="USER"),
    "studio_keys": staff(Right.MEMBERS_MANAGE),
    "studio_key_revoke": staff(Right.MEMBERS_MANAGE, allowed=405, number=77),
    "studio_record": staff(Right.AUDIT_VIEW),
    "studio_definition": staff(Right.DEFINITION_VIEW),
    "studio_definition_edit": staff(Right.DEFINITION_APPLY),
    "studio_definition_apply": staff(Right.DEFINITION_APPLY, allowed=405),
    "studio_definition_rollback": staff(Right.DEFINITION_APPLY, number=1),
}

ACCOUNTS: Table = {
    "account_login": signed_in(302, nobody=200),
    "account_logout": signed_in(200),
    "account_inactive": everybody(200),
    "account_signup": signed_in(302, nobody=200),  # the page says that it is closed
    "account_reauthenticate": signed_in(200),
    "account_email": signed_in(200),
    "account_email_verification_sent": everybody(200),
    "account_change_password": signed_in(200),
    "account_set_password": signed_in(302),
    "account_reset_password": everybody(200),
    "account_confirm_login_code": signed_in(302),
    "account_confirm_email": everybody(200, key="nothing"),
    "account_reset_password_from_key_done": everybody(200),
    "account_reset_password_from_key": everybody(200, uidb36="1", key="nothing"),
    "account_reset_password_done": everybody(200),
    "mfa_index": signed_in(200),
    "mfa_authenticate": signed_in(302),
    "mfa_reauthenticate": signed_in(302),
    "mfa_activate_totp": signed_in(302),
    "mfa_deactivate_totp": signed_in(404),
    "mfa_view_recovery_codes": signed_in(404),
    "mfa_generate_recovery_codes": signed_in(302),
    "mfa_download_recovery_codes": signed_in(404),
}

#: For visitors: the same whoever is signed in. Signed tokens that nobody signed lead nowhere.
PUBLIC: Table = {
    "pages:door": everybody(302),
    "pages:robots": everybody(200),
    "pages:icon": everybody(200),
    "pages:magnet": everybody(404, token="nothing"),
    "pages:magnet_file": everybody(404, token="nothing"),
    "pages:notice": everybody(405, provider="test"),
    "pages:push_worker": everybody(200),
    "pages:manifest": everybody(200, workspace="roastery"),
    "pages:push_device": everybody(405, workspace="roastery"),
    "pages:push_renew": everybody(405, workspace="roastery"),
    "pages:front": everybody(302, workspace="roastery"),
    "pages:theme": everybody(200, workspace="roastery", digest="nothing"),
    "pages:image": everybody(404, workspace="roastery", digest="nothing", ending="png"),
    "pages:consent": everybody(405, workspace="roastery"),
    "pages:cart": everybody(200, workspace="roastery"),
    "pages:checkout": everybody(302, workspace="roastery"),
    "pages:order": everybody(404, workspace="roastery", key="nothing"),
    "pages:pay": everybody(405, workspace="roastery", key="nothing"),
    "pages:page": everybody(200, workspace="roastery", slug="guide"),
    "pay_test:page": everybody(404, token="nothing"),
    "messages_click": everybody(404, token="nothing"),
    "messages_opened": everybody(404, token="nothing"),
    "messages_hidden": everybody(404, token="nothing"),
    "messages_confirm": everybody(404, token="nothing"),
    "messages_unsubscribe": everybody(404, token="nothing"),
    "messages_notification": everybody(405, token="nothing", what="shown"),
    "journeys_enrolments": everybody(405, workspace="roastery", journey="welcome"),
    "journeys_enrolments_one": everybody(401, workspace="roastery", journey="welcome", key="nothing"),
    "messages_report": everybody(405, vendor="sms", token="nothing"),
}

TABLE: Table = {**STUDIO, **ACCOUNTS, **PUBLIC}

#: Staff addresses that stand outside any workspace, and why each needs no guard of a right.
UNGUARDED = {
    "studio_start": "shows only the workspaces of whoever is signed in",
    "team_language": "changes nothing but the reader's own language",
}

#: The one page that is somebody else's markup: it has a policy of its own and is shown in a sandbox.
FOREIGN_MARKUP = {"studio_mail_html", "studio_preview_html"}

Fill = Callable[[Row], dict[str, object]]
