"""The account with a vendor of mail, as SUPPILO_MAIL_URL names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from suppilo.providers.mail_anymail.vendors import VENDORS, Vendor


class BadMailAccount(Exception):
    """SUPPILO_MAIL_URL cannot be used; the text says what to write."""


@dataclass(frozen=True)
class MailAccount:
    """A vendor, and its settings by Anymail's names: for sending and for verifying reports."""

    vendor: Vendor
    sending: Mapping[str, str] = field(repr=False)
    verifying: Mapping[str, str] = field(repr=False)

    @classmethod
    def parse(cls, url: str) -> MailAccount:
        """Read vendor://KEY@?name=value. Raises BadMailAccount; the text never holds the key."""
        parts = urlsplit(url)
        vendor = VENDORS.get(parts.scheme)
        if vendor is None or not parts.username:
            raise BadMailAccount(f"SUPPILO_MAIL_URL: write {' or '.join(f'{name}://KEY@' for name in VENDORS)}.")
        given = {}
        for name, value in parse_qsl(parts.query):
            if name not in vendor.more:
                known = ", ".join(vendor.more)
                raise BadMailAccount(f"SUPPILO_MAIL_URL: {vendor.name} knows no {name}; there are {known}.")
            given[vendor.more[name]] = value
        if vendor.signed and vendor.signed not in given:
            name = next(name for name, setting in vendor.more.items() if setting == vendor.signed)
            raise BadMailAccount(f"SUPPILO_MAIL_URL: add ?{name}=..., the key with which {vendor.name} signs reports.")
        verifying = {vendor.signed: given.pop(vendor.signed)} if vendor.signed else {}
        return cls(vendor, {vendor.key: unquote(parts.username), **given}, verifying)
