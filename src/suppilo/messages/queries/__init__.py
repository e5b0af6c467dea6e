"""Reads of the room: the mailbox, what people got and why not, and what a signed link is about."""

from suppilo.messages.address_list import KINDS as ADDRESS_KINDS
from suppilo.messages.address_list import Address, AddressList, Rejected, read_address, read_addresses
from suppilo.messages.composing import FORMS as BROADCAST_FORMS
from suppilo.messages.composing import Form as BroadcastForm
from suppilo.messages.composing import channel_of as broadcast_channel
from suppilo.messages.domains.records import Finding
from suppilo.messages.lawful import must_confirm
from suppilo.messages.push.keys import public_half as push_public
from suppilo.messages.queries.broadcasts import (
    BroadcastCard,
    Forecast,
    Results,
    audience_size,
    broadcast,
    broadcast_names,
    broadcasts_of,
    forecast_of,
    has_passed,
    results_of,
    stopped_broadcasts,
)
from suppilo.messages.queries.devices import DeviceCard, device_called, devices_at, devices_of
from suppilo.messages.queries.domain import check_domain, finding_words, sender_domains
from suppilo.messages.queries.holding import Held, held_back
from suppilo.messages.queries.lanes import LANE_NAMES, LaneCard, Waiting, Workers, lane_cards, workers
from suppilo.messages.queries.mailbox import mail_of, mailbox
from suppilo.messages.queries.outbox import (
    MessageCard,
    count_too_late,
    count_waiting,
    counts,
    messages_of,
    outbox,
    statuses,
    unknown_messages,
)
from suppilo.messages.queries.preview import Preview, message_ids, preview
from suppilo.messages.queries.reactions import ReactionCounts, reaction_counts, reaction_rules
from suppilo.messages.queries.sequences import (
    Following,
    Progress,
    SequenceCard,
    SequenceStop,
    following,
    paused_sequences,
    sequence,
    sequence_can_start,
    sequence_drafts,
    sequence_messages,
    sequence_names,
    sequence_progress,
    sequence_texts,
    sequences_of,
    sequences_of_person,
)
from suppilo.messages.queries.standstill import LaneTrouble, count_in, is_anything_waiting, kept_back, lane_troubles
from suppilo.messages.queries.strange import StrangeWord, strange_words
from suppilo.messages.queries.subscription import PurposeState, Subscription, subscription
from suppilo.messages.queries.suppression import (
    REASONS as SUPPRESSION_REASONS,
)
from suppilo.messages.queries.suppression import (
    SuppressionCard,
    SuppressionPage,
    suppression,
    suppression_page,
    suppressions_of,
)
from suppilo.messages.reasons import sentence as reason_words
from suppilo.messages.reports.addresses import for_answers as answers_address
from suppilo.messages.rules import Pack, Rule
from suppilo.messages.rules import packs as rule_packs
from suppilo.messages.sms.parts import Measured, measure
from suppilo.messages.test_mode import TestList, test_list
from suppilo.messages.waiting import count_held

__all__ = [
    "Following",
    "Progress",
    "SequenceCard",
    "SequenceStop",
    "following",
    "sequence",
    "sequence_can_start",
    "sequence_drafts",
    "sequence_messages",
    "sequence_names",
    "sequence_progress",
    "sequence_texts",
    "sequences_of",
    "sequences_of_person",
    "ADDRESS_KINDS",
    "Address",
    "AddressList",
    "Rejected",
    "read_address",
    "read_addresses",
    "SUPPRESSION_REASONS",
    "SuppressionCard",
    "SuppressionPage",
    "suppression",
    "suppression_page",
    "suppressions_of",
    "count_held",
    "Preview",
    "message_ids",
    "paused_sequences",
    "preview",
    "Measured",
    "answers_address",
    "measure",
    "must_confirm",
    "BROADCAST_FORMS",
    "BroadcastCard",
    "BroadcastForm",
    "broadcast_channel",
    "Forecast",
    "Results",
    "audience_size",
    "broadcast",
    "broadcast_names",
    "broadcasts_of",
    "forecast_of",
    "has_passed",
    "results_of",
    "DeviceCard",
    "Finding",
    "device_called",
    "devices_at",
    "devices_of",
    "push_public",
    "LANE_NAMES",
    "Held",
    "LaneTrouble",
    "held_back",
    "count_in",
    "is_anything_waiting",
    "kept_back",
    "lane_troubles",
    "stopped_broadcasts",
    "LaneCard",
    "Waiting",
    "Workers",
    "lane_cards",
    "workers",
    "MessageCard",
    "Pack",
    "PurposeState",
    "ReactionCounts",
    "Rule",
    "StrangeWord",
    "Subscription",
    "TestList",
    "check_domain",
    "count_too_late",
    "count_waiting",
    "counts",
    "finding_words",
    "mail_of",
    "mailbox",
    "messages_of",
    "outbox",
    "reaction_counts",
    "reaction_rules",
    "reason_words",
    "rule_packs",
    "sender_domains",
    "statuses",
    "strange_words",
    "subscription",
    "test_list",
    "unknown_messages",
]
