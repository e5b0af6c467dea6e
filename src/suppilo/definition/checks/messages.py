"""Messages: from whom, what for, and by which channel."""

from __future__ import annotations

from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import Message
from suppilo.definition.problems import Path


def check(finder: Finder) -> None:
    """Look at every message."""
    senders = finder.bundle.senders
    for _, message, path in finder.of("messages"):
        _purpose(finder, message, path)
        if message.sender is not None:
            finder.expect("sender", message.sender, senders, (*path, "sender"))
        elif not senders:
            text = "Nobody can send this message: add senders with a name and an e-mail address to the business."
            finder.complain("no_sender", path, text, at_key=True)


def _purpose(finder: Finder, message: Message, path: Path) -> None:
    place = (*path, "purpose")
    if message.purpose == "service":
        return
    if not finder.expect("purpose", message.purpose, ["service", *finder.bundle.purposes], place):
        return
    purpose = finder.bundle.purposes[message.purpose]
    if purpose.kind == "measurement":
        text = f"{message.purpose} is a purpose of measurement: messages need one of kind marketing, or service."
        finder.complain("purpose_kind", place, text)
    elif message.channel not in purpose.channels:
        text = f"{message.purpose} does not cover {message.channel}: add it to the purpose's channels."
        finder.complain("purpose_channel", place, text)
    if message.lane == "transactional":
        text = "Only service messages go before all others: remove lane, or make the purpose service."
        finder.complain("lane", (*path, "lane"), text)
