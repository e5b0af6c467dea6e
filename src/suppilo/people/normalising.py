"""One spelling per identifier, so that the same address typed twice is one person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import phonenumbers
from django.utils.translation import gettext as _

_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST = 320


class BadIdentifier(ValueError):
    """An e-mail address, phone number or key cannot be used; the text (translated) says what to write."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def normalise(kind: str, value: str, country: str = "") -> str:
    """The one spelling of an identifier of `kind`: visitor, phone, email or external.

    An e-mail is NFC and lower case, its domain in ASCII (IDNA); a phone number is E.164, a national one read as one of
    `country` (two letters). Raises BadIdentifier, also for anything with a line break or control character in it.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if not text or len(text) > LONGEST:
        raise BadIdentifier(kind, _("Write between 1 and {longest} characters.").format(longest=LONGEST))
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") for letter in text):
        raise BadIdentifier(kind, _("Leave out line breaks and invisible characters."))
    if kind == "email":
        return _email(text)
    if kind == "phone":
        return _phone(text, country)
    if kind in ("visitor", "external"):
        return text
    raise BadIdentifier(kind, _("People are known by visitor, phone, email or external, not by this."))


def normalise_all(identifiers: Mapping[str, str], country: str = "") -> dict[str, str]:
    """Every given identifier in its one spelling; empty values are left out. Raises BadIdentifier."""
    return {kind: normalise(kind, value, country) for kind, value in identifiers.items() if value and value.strip()}


def _email(text: str) -> str:
    wrong = BadIdentifier("email", _("Write the e-mail address in full, for example name@example.com."))
    local, at, domain = text.lower().rpartition("@")
    if not at or len(local.encode()) > 64 or not _LOCAL.fullmatch(local):
        raise wrong
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise wrong
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise wrong from error
    labels = domain.split(".")
    if len(domain) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise wrong
    if labels[-1].isdigit():
        raise wrong
    return unicodedata.normalize("NFC", f"{local}@{domain}")


def _phone(text: str, country: str) -> str:
    wrong = BadIdentifier("phone", _("Write the phone number with its country code, for example +358 40 123 4567."))
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException as error:
        raise wrong from error
    if not phonenumbers.is_valid_number(number):
        raise wrong
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
