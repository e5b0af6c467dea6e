"""What an e-mail address says about who reads it: a role, an address to throw away; and how it is shown. Pure."""

from __future__ import annotations

from functools import lru_cache

from disposable_email_domains import blocklist

#: Local parts that several people read, or a program (RFC 2142, and those that businesses in the Nordic countries use).
# fmt: off
ROLES = frozenset(
    {
        "abuse", "accounting", "accounts", "admin", "administration", "asiakaspalvelu", "bestilling",
        "billing", "bogholderi", "booking", "career", "careers", "contact", "customerservice", "ekonomi",
        "enquiries", "faktura", "finance", "firmapost", "ftp", "hallinto", "hei", "hej", "hello", "help",
        "helpdesk", "hostmaster", "hr", "info", "inquiries", "invoice", "invoices", "it", "jobs",
        "kirjanpito", "kontakt", "kontor", "kundeservice", "kundservice", "kundtjanst", "laskutus", "list",
        "mail", "mailer-daemon", "marketing", "markkinointi", "moi", "myynti", "news", "no-reply", "noc",
        "noreply", "office", "order", "orders", "ordre", "palaute", "post", "post-mottak", "postmaster",
        "postmottak", "press", "privacy", "recruitment", "regnskab", "regnskap", "reklamation", "root",
        "sales", "salg", "salj", "security", "service", "shop", "spam", "staff", "store", "support", "team",
        "tilaukset", "toimisto", "tuki", "usenet", "uucp", "verkkokauppa", "webmaster", "www", "yhteys",
    }
)
# fmt: on


def is_role(address: str) -> bool:
    """Whether several people, or a program, read it: info@, sales@ ...; `sales+oslo@` as well."""
    return address.rpartition("@")[0].lower().partition("+")[0] in ROLES


@lru_cache(maxsize=4096)
def is_disposable(address: str) -> bool:
    """Whether its domain, or one above it, gives out addresses that are thrown away after use."""
    labels = address.rpartition("@")[2].lower().split(".")
    return any(".".join(labels[at:]) in blocklist for at in range(len(labels) - 1))


def readable(address: str) -> str:
    """The address with the letters of its domain as people write them: bücher.example, not xn--bcher-kva.example."""
    local, at, domain = address.rpartition("@")
    if not at or "xn--" not in domain:
        return address
    try:
        return f"{local}@{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address
