"""The check of a domain that mail comes from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from suppilo.definition.model import Bundle
from suppilo.messages import ports
from suppilo.messages.dkim import keys
from suppilo.messages.domains import records
from suppilo.messages.domains.records import Finding
from suppilo.messages.domains.words import PROBLEMS, STATES


@dataclass(frozen=True)
class FindingWords:
    """A finding in the active language."""

    state: str
    problem: str


def check_domain(domain: str) -> list[Finding]:
    """SPF, DKIM and DMARC of `domain`: how each stands in the DNS now, and the exact record to set where it does not.

    Raises BadKeyName for what is no domain, and ports.LookupFailed when the DNS does not answer.
    """
    known = keys.ascii_domain(domain)
    key = keys.key_of(known)
    look = ports.text_records
    return [
        records.spf(known, urlsplit(settings.SMTP_URL).hostname or "", look),
        records.dkim(key.record_name if key else "", key.record if key else "", look),
        records.dmarc(known, look),
    ]


def sender_domains(bundle: Bundle) -> list[str]:
    """The domains that the business's senders write from, in order, each once."""
    return list(dict.fromkeys(sender.email.rpartition("@")[2].lower() for sender in bundle.senders.values()))


def finding_words(finding: Finding) -> FindingWords:
    """How a record stands and what is wrong with it, in the active language."""
    return FindingWords(str(STATES[finding.state]), str(PROBLEMS[finding.problem]))
