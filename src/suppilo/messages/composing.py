"""From what somebody wrote to a message as a definition has it: a text and, if wanted, one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from suppilo.definition.model import Bundle, Message
from suppilo.messages.compiling import MessageRefused, problems_of


def compose(content: Mapping[str, Any], bundle: Bundle) -> Message:
    """The message of a broadcast. `content`: purpose, sender, subject, preview, body, label (texts by language), url.

    Raises MessageRefused with every problem and its place.
    """
    blocks: list[dict[str, Any]] = [{"kind": "text", "body": _said(content, "body")}]
    if _said(content, "label") and content.get("url"):
        blocks.append({"kind": "button", "label": _said(content, "label"), "link": "url", "url": content["url"]})
    given: dict[str, Any] = {
        "purpose": content.get("purpose", ""),
        "sender": content.get("sender") or None,
        "subject": _said(content, "subject"),
        "preview": _said(content, "preview") or None,
        "blocks": blocks,
        "expires_after": f"{int(content.get('hours') or 72)}h",
    }
    try:
        message = Message.model_validate(given)
    except ValidationError as error:
        raise MessageRefused([f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]) from error
    missing = [f"{key}: write it in every language." for key in ("subject", "body") if not _said(content, key)]
    problems = missing + problems_of(bundle, "broadcast", message)
    purpose = bundle.purposes.get(message.purpose)
    if purpose is None or purpose.kind != "marketing" or message.channel not in purpose.channels:
        problems.append("purpose: choose one for marketing by e-mail.")
    if problems:
        raise MessageRefused([one.removeprefix("messages.broadcast.") for one in problems])
    return message


def _said(content: Mapping[str, Any], key: str) -> dict[str, str]:
    return {language: text.strip() for language, text in content.get(key, {}).items() if text.strip()}
