"""Judging the TXT records of a domain. Pure: what was found in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

#: The TXT records of a name; none when there is no such name.
Lookup = Callable[[str], Sequence[str]]
State = Literal["good", "weak", "missing", "wrong"]
#: RFC 7208 4.6.4: at more look-ups than this a receiver takes the record as broken.
MOST_LOOKUPS = 10


@dataclass(frozen=True)
class Finding:
    """One of the three records: how it stands (`problem` is a code of `words`), what is there, and what to set."""

    kind: Literal["SPF", "DKIM", "DMARC"]
    name: str
    state: State
    problem: str = ""
    found: str = ""
    to_set: str = ""


def spf(domain: str, host: str, lookup: Lookup) -> Finding:
    """Which servers may send for `domain`; `host` is the one we hand mail to, if it is known."""
    wanted = f"v=spf1 {f'a:{host}' if host else 'mx'} ~all"
    found = _versioned(lookup(domain), "v=spf1")
    if not found:
        return Finding("SPF", domain, "missing", "spf_missing", to_set=wanted)
    if len(found) > 1:
        return Finding("SPF", domain, "wrong", "several", found=" | ".join(found), to_set=wanted)
    terms = found[0].lower().split()[1:]
    if "+all" in terms or "all" in terms:
        better = found[0].rsplit(maxsplit=1)[0] + " ~all"
        return Finding("SPF", domain, "wrong", "spf_everybody", found=found[0], to_set=better)
    if _lookups(terms, lookup, {domain}) > MOST_LOOKUPS:
        return Finding("SPF", domain, "wrong", "spf_lookups", found=found[0])
    if not any(term.lstrip("~-?").startswith(("all", "redirect=")) for term in terms):
        return Finding("SPF", domain, "weak", "spf_open_end", found=found[0], to_set=f"{found[0]} ~all")
    return Finding("SPF", domain, "good", found=found[0])


def _lookups(terms: Sequence[str], lookup: Lookup, seen: set[str]) -> int:
    """How many questions a receiver must ask the DNS, those of included records with them."""
    count = 0
    for term in terms:
        name, _, target = term.lstrip("+-~?").replace("redirect=", "include:").partition(":")
        if name.split("/")[0] in ("a", "mx", "ptr", "exists", "include"):
            count += 1
        if name == "include" and target and target not in seen and len(seen) <= MOST_LOOKUPS:
            seen.add(target)
            for record in _versioned(lookup(target), "v=spf1")[:1]:
                count += _lookups(record.lower().split()[1:], lookup, seen)
    return count


def dkim(name: str, record: str, lookup: Lookup) -> Finding:
    """Whether the public half of our key stands at `name`. Empty names: there is no key yet."""
    if not name:
        return Finding("DKIM", name, "missing", "dkim_no_key")
    found = [one for one in lookup(name) if "p=" in one]
    if not found:
        return Finding("DKIM", name, "missing", "dkim_missing", to_set=record)
    if len(found) > 1:
        return Finding("DKIM", name, "wrong", "several", found=" | ".join(found), to_set=record)
    if _tag(found[0], "p") != _tag(record, "p"):
        return Finding("DKIM", name, "wrong", "dkim_other", found=found[0], to_set=record)
    return Finding("DKIM", name, "good", found=found[0])


def dmarc(domain: str, lookup: Lookup) -> Finding:
    """What receivers are asked to do with mail that is neither; also found at the domain above."""
    name = f"_dmarc.{domain}"
    wanted = f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"
    labels = domain.split(".")
    for at in range(len(labels) - 1):
        place = "_dmarc." + ".".join(labels[at:])
        found = _versioned(lookup(place), "v=dmarc1")
        if len(found) > 1:
            return Finding("DMARC", place, "wrong", "several", found=" | ".join(found), to_set=wanted)
        if found:
            policy = _tag(found[0], "p").lower()
            if policy not in ("none", "quarantine", "reject"):
                return Finding("DMARC", place, "wrong", "dmarc_policy", found=found[0], to_set=wanted)
            weak = policy == "none"
            return Finding(
                "DMARC",
                place,
                "weak" if weak else "good",
                "dmarc_none" if weak else "",
                found[0],
                wanted if weak else "",
            )
    return Finding("DMARC", name, "missing", "dmarc_missing", to_set=wanted)


def _versioned(records: Sequence[str], version: str) -> list[str]:
    """Records that begin with a version tag and a blank, a semicolon, or nothing after it."""
    return [one for one in records if f"{one.strip().lower()} ".startswith((f"{version} ", f"{version};"))]


def _tag(record: str, name: str) -> str:
    tags = dict(part.strip().split("=", 1) for part in record.split(";") if "=" in part)
    return "".join(tags.get(name, "").split())
