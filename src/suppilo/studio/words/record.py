"""The record of who did what, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suppilo.team.ports import Role

#: Every action that is written into the record. `number` is that of its subject, the rest its details.
ACTIONS: Mapping[str, str | Promise] = {
    "definition.apply": _("ran version {number} of the definition"),
    "definition.rollback": _("went back to version {restores}, as version {number}"),
    "member.role": _("gave {member} the role {role}"),
    "member.removed": _("took {member} out of the workspace"),
    "key.made": _("made key {number} for a server"),
    "key.revoked": _("revoked key {number} of a server"),
    "people.merge": _("merged entry {absorbed} into {kept}"),
    "people.unmerge": _("told entry {absorbed} apart from {kept} again"),
    "people.erase": _("erased person {number}"),
    "people.export": _("took a copy of what is held of person {number}"),
    "journeys.again": _("let everybody who was stuck in a journey try again ({people})"),
    "broadcast.schedule": _("scheduled broadcast {number}"),
    "broadcast.try": _("tried broadcast {number} out on a telephone"),
    "message.try": _("tried the message {message} out on a telephone"),
    "broadcast.stop": _("stopped broadcast {number}"),
    "broadcast.resume": _("let broadcast {number} go on"),
    "broadcast.give_up": _("gave broadcast {number} up"),
    "sequence.start": _("started sequence {number}"),
    "sequence.pause": _("paused sequence {number}"),
    "sequence.resume": _("let sequence {number} go on"),
    "sequence.end": _("ended sequence {number}"),
    "sequence.take": _("changed what sequence {number} says"),
    "sequence.take_past": _("added a message to sequence {number}, also for people past its place"),
    "sequence.remove": _("took a message out of sequence {number}"),
    "sequence.try": _("tried a message of sequence {number} out on a telephone"),
    "lane.stop": _("stopped lane {lane} ({channel})"),
    "lane.resume": _("let lane {lane} go on ({channel})"),
    "sending.test": _("changed test mode (on: {is_on}, {count} addresses)"),
    "address.bar": _("decided not to write to addresses any more ({count})"),
    "address.allow": _("allowed an address to be written to again"),
    "journeys.pause": _("paused the journey {journey}"),
    "journeys.resume": _("let the journey {journey} go on"),
    "journeys.enrol": _("let people start the journey {journey} ({people})"),
    "segment.export": _("took a table of the people in segment {segment} ({people})"),
    "order.refund": _("gave {amount} of order {number} back"),
    "demo.lived": _("made up a past for the demo"),
}
#: The same without names and numbers, to choose from; no business looks for its demo.
KINDS: Mapping[str, str | Promise] = {
    "definition.apply": _("Definition run"),
    "definition.rollback": _("Definition taken back"),
    "member.role": _("Member or role"),
    "member.removed": _("Member removed"),
    "key.made": _("Key made"),
    "key.revoked": _("Key revoked"),
    "people.merge": _("People merged"),
    "people.unmerge": _("People told apart"),
    "people.erase": _("Person erased"),
    "people.export": _("Copy of a person's data"),
    "journeys.again": _("Journey tried again"),
    "broadcast.schedule": _("Broadcast scheduled"),
    "broadcast.try": _("Broadcast tried out"),
    "message.try": _("Message tried out"),
    "broadcast.stop": _("Broadcast stopped"),
    "broadcast.resume": _("Broadcast resumed"),
    "broadcast.give_up": _("Broadcast given up"),
    "sequence.start": _("Sequence started"),
    "sequence.pause": _("Sequence paused"),
    "sequence.resume": _("Sequence resumed"),
    "sequence.end": _("Sequence ended"),
    "sequence.take": _("Sequence changed"),
    "sequence.take_past": _("Message sent to people past its place"),
    "sequence.remove": _("Message taken out of a sequence"),
    "sequence.try": _("Sequence tried out"),
    "lane.stop": _("Lane stopped"),
    "lane.resume": _("Lane let go on"),
    "sending.test": _("Test mode"),
    "address.bar": _("Address barred"),
    "address.allow": _("Address allowed again"),
    "journeys.pause": _("Journey paused"),
    "journeys.resume": _("Journey resumed"),
    "journeys.enrol": _("People enrolled in a journey"),
    "segment.export": _("Table of a segment's people"),
    "order.refund": _("Money given back"),
}


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def say_action(action: str, subject: str, details: Mapping[str, Any], members: Mapping[int, str]) -> str:
    """What was done, as the end of a sentence that begins with who did it. An unknown action is said as it stands."""
    if action not in ACTIONS:
        return f"{action} {subject}".strip()
    number = subject.rpartition(":")[2]
    known = _Known({key: str(value) for key, value in details.items()}, number=number)
    if number.isdigit() and subject.startswith("user:"):
        known["member"] = members.get(int(number)) or str(_("somebody who is gone"))
    if "role" in details:
        known["role"] = str(dict(Role.choices).get(details["role"], details["role"]))
    return str(ACTIONS[action]).format_map(known)
