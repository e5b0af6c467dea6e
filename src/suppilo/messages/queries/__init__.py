"""Reads of the room: the mailbox, what people got and why not, and what a signed link is about."""

from suppilo.messages.queries.mailbox import mail_of, mailbox
from suppilo.messages.queries.outbox import (
    MessageCard,
    count_waiting,
    counts,
    messages_of,
    outbox,
    statuses,
    unknown_messages,
)
from suppilo.messages.queries.subscription import PurposeState, Subscription, subscription
from suppilo.messages.reasons import sentence as reason_words

__all__ = [
    "MessageCard",
    "PurposeState",
    "Subscription",
    "count_waiting",
    "counts",
    "mail_of",
    "mailbox",
    "messages_of",
    "outbox",
    "reason_words",
    "statuses",
    "subscription",
    "unknown_messages",
]
