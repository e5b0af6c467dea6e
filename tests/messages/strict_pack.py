"""A country whose law wants consents confirmed: none of the packs that come along does."""

from __future__ import annotations

from datetime import date

from suppilo.messages.rules import Pack, packs
from suppilo.messages.rules.packs import read

_RULE = {"question": "double_opt_in", "channels": ["email"], "recipients": ["consumer"], "answer": "required"}
_SOURCE = {"law": "A law", "says": "Confirm.", "read_at": "https://example.org", "read_on": date(2026, 1, 1)}


def strict(country: str) -> Pack:
    """The pack of a country, read as the real ones are, that also wants consumers' consents to mail confirmed."""
    own = read({"country": country, "rules": [{**_RULE, **_SOURCE}]}, "strict.yaml")
    return Pack(country, {**packs()[country].rules, **own})
