"""One post of a form, as it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

#: Longest value of a traffic tag that is kept.
_LONGEST_TAG = 200


@dataclass(frozen=True, kw_only=True)
class Post:
    """What was sent, from where and when."""

    workspace_id: int
    form_id: str
    values: Mapping[str, str]
    token: str
    shown_at: str
    honeypot: str
    visitor: str | None
    consents: frozenset[str]
    page: str
    language: str
    tags: Mapping[str, str]
    ip: str
    user_agent: str
    at: datetime

    def digest(self) -> str:
        """A keyed hash of what was filled in; equal for a repeat, and unreadable without the installation's key."""
        content = json.dumps([self.form_id, sorted(self.values.items()), sorted(self.consents)])
        return salted_hmac("suppilo.capture.submission", content, algorithm="sha256").hexdigest()

    def tag(self, name: str) -> str:
        """A traffic tag by its short name or as utm_...; one that holds contact data is left out."""
        value = (self.tags.get(name) or self.tags.get(f"utm_{name}") or "").strip()[:_LONGEST_TAG]
        return "" if "@" in value else value


def contact_key(workspace_id: int, value: str) -> str:
    """The keyed hash under which a rejected post can be found again by the contact point it gave."""
    plain = value.strip().casefold()
    if not plain:
        return ""
    return salted_hmac("suppilo.capture.rejection", f"{workspace_id}:{plain}", algorithm="sha256").hexdigest()
