"""From what somebody wrote for many people to a message as a definition has it, on every channel that takes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from suppilo.definition.model import Bundle, Message
from suppilo.messages.compiling import MessageRefused, problems_of


@dataclass(frozen=True)
class Form:
    """What is written for a broadcast on one channel.

    `texts` are its texts with the most characters of each, `needs` those that it cannot do without. A text of the name
    `body` becomes a block, `label` the words of a button that leads to the address; every other name is that of the
    message's own text. `has_sender`: one of the business's senders is chosen. `tried_at` is what kind of address one
    is tried out at: email, phone, or none when it can only be looked at.
    """

    texts: Mapping[str, int]
    needs: tuple[str, ...]
    has_sender: bool = False
    tried_at: Literal["email", "phone", ""] = ""


#: One entry a channel that can be written to many people: all else follows from it.
FORMS: Mapping[str, Form] = {
    "email": Form(
        {"subject": 300, "preview": 300, "body": 20_000, "label": 100},
        ("subject", "body"),
        has_sender=True,
        tried_at="email",
    ),
    "sms": Form({"text": 1_530}, ("text",), tried_at="phone"),
    "push": Form({"title": 80, "text": 300, "label": 40}, ("title", "text")),
    "onsite": Form({"text": 1_000, "label": 100}, ("text",)),
}


def channel_of(content: Mapping[str, Any]) -> str:
    """The channel that something was written for; a mail where nothing is said."""
    given = str(content.get("channel") or "email")
    return given if given in FORMS else "email"


def compose(content: Mapping[str, Any], bundle: Bundle) -> Message:
    """The message of a broadcast. `content`: channel, purpose, sender, hours, url, plain_links, and texts by
    language (see FORMS).

    Raises MessageRefused with every problem and its place.
    """
    channel = channel_of(content)
    form = FORMS[channel]
    try:
        message = Message.model_validate(_given(content, channel, form))
    except ValidationError as error:
        raise MessageRefused([f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]) from error
    missing = [f"{key}: write it in every language." for key in form.needs if not _said(content, key)]
    problems = missing + problems_of(bundle, "broadcast", message)
    purpose = bundle.purposes.get(message.purpose)
    if purpose is None or purpose.kind != "marketing" or message.channel not in purpose.channels:
        problems.append("purpose: choose one for marketing on this channel.")
    if problems:
        raise MessageRefused([one.removeprefix("messages.broadcast.") for one in problems])
    return message


def _given(content: Mapping[str, Any], channel: str, form: Form) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    if "body" in form.texts:
        blocks.append({"kind": "text", "body": _said(content, "body")})
    if "label" in form.texts and _said(content, "label") and content.get("url"):
        blocks.append({"kind": "button", "label": _said(content, "label"), "link": "url", "url": content["url"]})
    own = {key: _said(content, key) or None for key in form.texts if key not in ("body", "label")}
    return {
        "channel": channel,
        "purpose": content.get("purpose", ""),
        "sender": (content.get("sender") or None) if form.has_sender else None,
        "blocks": blocks,
        "text_links": "plain" if content.get("plain_links") and channel == "email" else None,
        "expires_after": f"{int(content.get('hours') or 72)}h",
        **own,
    }


def _said(content: Mapping[str, Any], key: str) -> dict[str, str]:
    return {language: text.strip() for language, text in content.get(key, {}).items() if text.strip()}
