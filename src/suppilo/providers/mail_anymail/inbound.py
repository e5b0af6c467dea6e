"""What the headers of an answer say: which messages it answers, and whether a person wrote it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from typing import Any

_ID = re.compile(r"<([^<>@\s]{1,200})@[^<>\s]+>")
#: Values of Precedence with which programs answer. A mailing list is no answering machine.
_MACHINES = frozenset({"auto_reply", "auto-reply", "bulk", "junk"})
#: Only answering machines write these, whatever they say.
_MARKS = ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond")


def answers(mail: Message[Any, Any] | Mapping[str, Any]) -> tuple[str, ...]:
    """The local parts of the Message-IDs that the mail answers, the nearest first (RFC 5322, section 3.6.4)."""
    nearest = _ID.findall(_said(mail, "In-Reply-To"))
    before = reversed(_ID.findall(_said(mail, "References")))
    return tuple(dict.fromkeys([*nearest, *before]))


def is_automatic(mail: Message[Any, Any] | Mapping[str, Any]) -> bool:
    """Whether a program answered (RFC 3834: Auto-Submitted other than no; older programs have other signs)."""
    submitted = re.split(r"[;(\s]", _said(mail, "Auto-Submitted").strip().lower(), maxsplit=1)[0]
    if submitted not in ("", "no") or _said(mail, "Precedence").strip().lower() in _MACHINES:
        return True
    return any(_said(mail, mark) for mark in _MARKS)


def _said(mail: Message[Any, Any] | Mapping[str, Any], header: str) -> str:
    return str(mail.get(header) or "")
