"""Messages: from whom, what for, and by which channel."""

from __future__ import annotations

import re

from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import Message
from suppilo.definition.problems import Path

#: What browsers show of a notification before they cut it is less; beyond this a text is meant for another channel.
LONGEST = {"title": 80, "text": 300}
#: What a notification's icon may be: SVG is shown by few browsers, and may carry scripts.
ICONS = (".png", ".webp", ".jpg", ".jpeg")
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def check_icon(finder: Finder, name: str, path: Path) -> None:
    """An icon is a file of a kind that browsers show beside a notification."""
    if not name.lower().endswith(ICONS):
        finder.complain("icon_kind", path, kinds=", ".join(one[1:] for one in ICONS))


def check(finder: Finder) -> None:
    """Look at every message."""
    senders = finder.bundle.senders
    if finder.bundle.business.icon is not None:
        check_icon(finder, finder.bundle.business.icon, ("business", "icon"))
    for _, message, path in finder.of("messages"):
        _purpose(finder, message, path)
        _parts(finder, message, path)
        if message.channel == "webhook":
            continue
        if message.sender is not None:
            finder.expect("sender", message.sender, senders, (*path, "sender"))
        elif not senders and message.channel not in ("onsite", "push"):
            finder.complain("no_sender", path, at_key=True)


#: What each channel's message is made of: what it must have, and what means nothing there.
_PARTS = {
    "email": (("subject", "blocks"), ("title", "text", "icon", "url", "body")),
    "sms": (("text",), ("subject", "title", "preview", "blocks", "icon", "url", "body", "text_links")),
    "webhook": (("url", "body"), ("sender", "subject", "title", "preview", "blocks", "text", "icon", "text_links")),
    "onsite": (("text",), ("subject", "title", "preview", "sender", "icon", "url", "body", "text_links")),
    "push": (("title", "text"), ("subject", "preview", "sender", "url", "body", "text_links")),
}


def _parts(finder: Finder, message: Message, path: Path) -> None:
    must, may_not = _PARTS[message.channel]
    for key in must:
        if not getattr(message, key):
            finder.complain("missing_key", path, at_key=True, key=key)
    for key in may_not:
        if getattr(message, key):
            finder.complain("channel_key", (*path, key), at_key=True, key=key, channel=message.channel)
    if message.channel == "onsite" and not _is_one_button(message):
        finder.complain("onsite_blocks", (*path, "blocks"), at_key=True)
    if message.channel == "push":
        _notification(finder, message, path)


def _notification(finder: Finder, message: Message, path: Path) -> None:
    """One button at most, and texts of a length that is shown; what Liquid will put in is not counted."""
    if not _is_one_button(message):
        finder.complain("push_blocks", (*path, "blocks"), at_key=True)
    if message.icon is not None:
        check_icon(finder, message.icon, (*path, "icon"))
    for key, most in LONGEST.items():
        for language, words in (getattr(message, key) or {}).items():
            place = (*path, key, language) if language else (*path, key)
            if (there := len(_LIQUID.sub("", words))) > most:
                finder.complain("push_length", place, there=there, most=most)


def _is_one_button(message: Message) -> bool:
    """Whether there is no block but perhaps a button that leads somewhere."""
    return [block.kind for block in message.blocks] in ([], ["button"]) and all(
        block.link != "confirm" for block in message.blocks
    )


def _purpose(finder: Finder, message: Message, path: Path) -> None:
    place = (*path, "purpose")
    if message.purpose == "service":
        return
    if message.channel == "webhook":
        finder.complain("webhook_purpose", place)
        return
    if not finder.expect("purpose", message.purpose, ["service", *finder.bundle.purposes], place):
        return
    purpose = finder.bundle.purposes[message.purpose]
    if purpose.kind == "measurement":
        finder.complain("purpose_kind", place, purpose=message.purpose)
    elif message.channel not in purpose.channels:
        channels = ", ".join(purpose.channels)
        finder.complain("purpose_channel", place, purpose=message.purpose, channel=message.channel, channels=channels)
    if message.lane == "transactional":
        finder.complain("lane", (*path, "lane"))
