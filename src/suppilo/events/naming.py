"""What events are called: built-in ones as noun phrases, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: Mapping[str, str | Promise] = {
    "page_viewed": _("Page viewed"),
    "magnet_opened": _("Lead magnet opened"),
    "form_submitted": _("Form filled in"),
    "form_started": _("Form begun"),
    "scrolled": _("Page read"),
    "engaged": _("Time spent on a page"),
    "lead_imported": _("Lead imported"),
    "link_visited": _("Visit through a link"),
    "person_identified": _("Contact point left"),
    "attributes_changed": _("Description changed"),
    "consent_given": _("Consent given"),
    "consent_requested": _("Consent asked for"),
    "consent_withdrawn": _("Consent withdrawn"),
    "people_merged": _("Two entries joined"),
    "people_unmerged": _("Two entries told apart"),
    "segment_entered": _("Segment entered"),
    "segment_left": _("Segment left"),
    "stage_matched": _("Condition of a stage met"),
    "stage_assigned": _("Put into a stage"),
    "stage_entered": _("Stage entered"),
    "experiment_exposed": _("Variant of an experiment given"),
    "message_sent": _("Message sent"),
    "message_held": _("Message held back"),
    "message_unknown": _("Message uncertain"),
    "message_delivered": _("Message delivered"),
    "message_reported": _("Message reported on"),
    "message_replied": _("Message answered"),
    "message_auto_replied": _("Message answered by a program"),
    "message_complained": _("Message reported as spam"),
    "message_clicked": _("Message clicked"),
    "message_shown": _("Message shown"),
    "message_closed": _("Message closed"),
    "device_added": _("Notifications allowed"),
    "device_removed": _("Notifications ended"),
    "message_unseen": _("Message not seen in time"),
    "message_opened": _("Message opened"),
    "reaction_reclassed": _("Reaction classed anew"),
    "message_bounced": _("Message bounced"),
    "cart_filled": _("Cart filled"),
    "checkout_started": _("Checkout begun"),
    "offer_bought": _("Offer bought"),
    "order_paid": _("Order paid"),
    "payment_failed": _("Payment declined"),
    "order_refunded": _("Order refunded"),
    "journey_started": _("Journey begun"),
    "journey_ended": _("Journey ended"),
    "journey_resumed": _("Journey resumed"),
    "task_added": _("Task added"),
    "task_done": _("Task done"),
    "tag_added": _("Tag added"),
    "tag_removed": _("Tag removed"),
    "points_given": _("Points given"),
    "deal_won": _("Deal won"),
    "deal_lost": _("Deal lost"),
}


def event_name(name: str) -> str:
    """A built-in event as a noun phrase, else its id in words."""
    return str(EVENTS.get(name) or name.replace("_", " "))
