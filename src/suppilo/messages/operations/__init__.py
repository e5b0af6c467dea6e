"""Writes of the room: queueing, cancelling, suppressing, the mailbox, and what recipients do."""

from suppilo.messages.compiling import MessageRefused
from suppilo.messages.dkim.keys import BadKeyName, MailKey
from suppilo.messages.notices.wording import Words
from suppilo.messages.operations.broadcasts import (
    NotNow,
    ask_again,
    delete_draft,
    resume_broadcast,
    schedule_broadcast,
    stop_broadcast,
    try_broadcast,
    write_broadcast,
)
from suppilo.messages.operations.device import (
    BadDevice,
    Subscribed,
    allow_device,
    end_device,
    end_device_called,
    owe_device,
    renew_device,
    see_device,
)
from suppilo.messages.operations.giving_up import nobody_knows
from suppilo.messages.operations.journeys import give_turns, hold_journey, let_journey_go
from suppilo.messages.operations.lanes import complain, resume_lane, stop_lane
from suppilo.messages.operations.mail_key import make_mail_key
from suppilo.messages.operations.mailbox import MailboxMail, put_in_mailbox
from suppilo.messages.operations.notice import show_notice
from suppilo.messages.operations.notification import note_notification
from suppilo.messages.operations.push_key import make_push_key
from suppilo.messages.operations.queue import QueueItem, UnknownMessage, cancel, queue, wait_again
from suppilo.messages.operations.recipient import confirm, unsubscribe
from suppilo.messages.operations.report import take_reports
from suppilo.messages.operations.sequence_texts import (
    remove_sequence_message,
    take_into_sequence,
    write_sequence_message,
)
from suppilo.messages.operations.sequences import (
    delete_sequence,
    end_sequence,
    pause_sequence,
    resume_sequence,
    start_sequence,
    write_sequence,
)
from suppilo.messages.operations.suppression import (
    Barred,
    OnlyThePerson,
    suppress,
    suppress_many,
    unsuppress,
    unsuppress_numbered,
    welcome_back,
)
from suppilo.messages.operations.telling import tell_customer
from suppilo.messages.operations.test_mode import set_test_mode
from suppilo.messages.operations.trying import try_message, try_notification
from suppilo.messages.push.keys import BadPushKey
from suppilo.messages.reactions.deciding import reclassify
from suppilo.messages.reactions.recording import note_magnet, note_reaction

__all__ = [
    "MessageRefused",
    "NotNow",
    "ask_again",
    "delete_draft",
    "resume_broadcast",
    "schedule_broadcast",
    "stop_broadcast",
    "try_broadcast",
    "write_broadcast",
    "delete_sequence",
    "end_sequence",
    "pause_sequence",
    "remove_sequence_message",
    "resume_sequence",
    "start_sequence",
    "take_into_sequence",
    "write_sequence",
    "write_sequence_message",
    "BadDevice",
    "BadKeyName",
    "BadPushKey",
    "Subscribed",
    "allow_device",
    "end_device",
    "end_device_called",
    "make_push_key",
    "note_notification",
    "owe_device",
    "renew_device",
    "see_device",
    "MailKey",
    "MailboxMail",
    "QueueItem",
    "UnknownMessage",
    "Words",
    "cancel",
    "complain",
    "confirm",
    "give_turns",
    "hold_journey",
    "let_journey_go",
    "make_mail_key",
    "nobody_knows",
    "put_in_mailbox",
    "queue",
    "note_magnet",
    "note_reaction",
    "reclassify",
    "resume_lane",
    "set_test_mode",
    "show_notice",
    "stop_lane",
    "Barred",
    "OnlyThePerson",
    "suppress",
    "suppress_many",
    "tell_customer",
    "take_reports",
    "try_message",
    "try_notification",
    "unsubscribe",
    "unsuppress",
    "unsuppress_numbered",
    "wait_again",
    "welcome_back",
]
