"""The account with a vendor, as SUPPILO_SMS_URL names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from suppilo.providers.sms_http.vendors import VENDORS, Vendor


class BadAccount(Exception):
    """SUPPILO_SMS_URL cannot be used; the text says what to write."""


@dataclass(frozen=True)
class Account:
    """A vendor, the user and password there, and the sender that telephones show (a number, or up to 11 letters)."""

    vendor: Vendor
    user: str
    password: str = field(repr=False)
    sender: str

    @classmethod
    def parse(cls, url: str) -> Account:
        """Read vendor://user:password@?from=Kaamos. Raises BadAccount; the text never holds the password."""
        parts = urlsplit(url)
        names = " or ".join(f"{name}://user:password@?from=Kaamos" for name in VENDORS)
        sender = parse_qs(parts.query).get("from", [""])[0]
        if parts.scheme not in VENDORS or not parts.username or not parts.password or not sender:
            raise BadAccount(f"SUPPILO_SMS_URL: write {names}.")
        return cls(VENDORS[parts.scheme], unquote(parts.username), unquote(parts.password), sender)
