"""Writes of the room: queueing, cancelling, suppressing, the mailbox, and what recipients do."""

from suppilo.messages.operations.mailbox import MailboxMail, put_in_mailbox
from suppilo.messages.operations.queue import QueueItem, UnknownMessage, cancel, queue
from suppilo.messages.operations.suppression import suppress, unsuppress

__all__ = [
    "MailboxMail",
    "QueueItem",
    "UnknownMessage",
    "cancel",
    "put_in_mailbox",
    "queue",
    "suppress",
    "unsuppress",
]
