"""TXT records by the resolver of this machine."""

from __future__ import annotations

from dns.exception import DNSException
from dns.rdatatype import TXT
from dns.resolver import NXDOMAIN, NoAnswer, resolve

from suppilo.messages.ports import LookupFailed, use_text_records

#: Seconds for all attempts at one name.
WITHIN = 5.0


def text_records(name: str) -> list[str]:
    """The TXT records of `name`, each joined to one text. Raises LookupFailed."""
    try:
        answer = resolve(name, TXT, lifetime=WITHIN, search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    except DNSException as error:
        raise LookupFailed(f"{name}: {error}") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def register() -> None:
    """Names are looked up here from now on."""
    use_text_records(text_records)
