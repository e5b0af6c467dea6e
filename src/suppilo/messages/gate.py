"""The one gate before every send: may this message go to this person now? Pure: values in, a verdict out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from suppilo.messages.hours import Window, end_of_window

Action = Literal["send", "hold", "suppress", "expire"]

#: Reasons for which an address gets nothing at all, not even what was asked for.
DEAD = frozenset({"bounce", "complaint", "erased", "manual"})


@dataclass(frozen=True)
class Rules:
    """What the running definition says about sending on one channel."""

    cap: int | None = None
    cap_per: timedelta = timedelta(0)
    quiet_hours: Window | None = None
    quiet_after_purchase: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One message to one person, and all that the gate looks at. `consent` is none, pending, granted or withdrawn.

    `needs` is what the recipient's country asks for marketing on this channel: consent, opt_out or free; `is_told` says
    that it makes an exception for this customer, who was told so when buying. `agrees_elsewhere`: to the purpose, but
    on another channel. `cart_needs_consent`: a reminder of a forgotten cart, where only consent allows it.
    `sent` are the instants at which the person was sent marketing on this channel; `zone` is always a known one, and
    `unknown_zone` the person's own if it is none. `is_left_out`: test mode is on, and the address is not on its list.
    `is_duplicate`: the same person got the same broadcast under another number; `has_left_segment`: they are no longer
    among those for whom it is. `outlived` is why its journey does not want to say it any more; `is_paused`: the journey
    stands still.
    """

    is_service: bool
    address: str | None
    consent: str = "none"
    suppressed: str = ""
    sent: Sequence[datetime] = ()
    zone: str = "UTC"
    unknown_zone: str = ""
    needs: str = "consent"
    is_told: bool = False
    agrees_elsewhere: bool = False
    cart_needs_consent: bool = False
    is_left_out: bool = False
    is_duplicate: bool = False
    has_left_segment: bool = False
    outlived: str = ""
    is_paused: bool = False
    last_purchase: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """The answer: what to do, why (a code of `reasons`), until when if held, and the values of the sentence."""

    action: Action
    reason: str = ""
    until: datetime | None = None
    params: dict[str, Any] = field(default_factory=dict)


SEND = Verdict("send")
_REFUSED_CONSENT = {"pending": "not_confirmed", "withdrawn": "withdrawn", "none": "no_consent"}


def judge(candidate: Candidate, rules: Rules, now: datetime) -> Verdict:
    """Answer for one message. Refusals that will not pass come first, then what passes with time."""
    if candidate.expires_at is not None and now >= candidate.expires_at:
        return Verdict("expire", "expired")
    never = _never(candidate)
    if never:
        return Verdict("suppress", never)
    if candidate.is_paused:  # nobody knows until when
        return Verdict("hold", "journey_paused")
    if candidate.is_service:
        return SEND
    holds = [verdict for verdict in (_cap(candidate, rules, now), _purchase(candidate, rules, now)) if verdict]
    held = max(holds, key=_until, default=None)
    quiet = _quiet(candidate, rules, _until(held) if held else now)
    last = quiet if quiet and not held else held
    if last is None:
        return SEND
    until = _until(quiet) if quiet else _until(last)
    if candidate.expires_at is not None and until >= candidate.expires_at:
        return Verdict("expire", "expired", params={"because": last.reason})
    return Verdict("hold", last.reason, until, last.params)


def _until(verdict: Verdict) -> datetime:
    assert verdict.until is not None
    return verdict.until


def _never(candidate: Candidate) -> str:
    if candidate.is_duplicate:
        return "duplicate"
    if candidate.has_left_segment:
        return "left_segment"
    if candidate.outlived:
        return candidate.outlived
    if not candidate.address:
        return "no_address"
    if candidate.suppressed in DEAD or (candidate.suppressed and not candidate.is_service):
        return f"suppressed_{candidate.suppressed}"
    if candidate.is_left_out:
        return "test_mode"
    if candidate.is_service:
        return "cart_no_purpose" if candidate.cart_needs_consent else ""
    return _consent(candidate)


def _consent(candidate: Candidate) -> str:
    """Whether what the person said, or did not say, is enough where they are."""
    if candidate.consent == "granted":
        return ""
    if candidate.consent == "none" and not candidate.cart_needs_consent:
        if candidate.needs != "consent" or candidate.is_told:
            return ""
    elif candidate.consent == "pending" and candidate.needs != "consent" and not candidate.cart_needs_consent:
        return ""
    if candidate.consent == "none" and candidate.agrees_elsewhere:
        return "no_consent_channel"
    return _REFUSED_CONSENT.get(candidate.consent, "no_consent")


def _cap(candidate: Candidate, rules: Rules, now: datetime) -> Verdict | None:
    """At most `cap` in any stretch of `cap_per`: wait until the oldest that still counts has aged out."""
    if rules.cap is None:
        return None
    recent = sorted(at for at in candidate.sent if at > now - rules.cap_per)
    if len(recent) < rules.cap:
        return None
    params = {"cap": rules.cap, "per_days": round(rules.cap_per / timedelta(days=1), 1)}
    if rules.cap == 0:
        return Verdict("hold", "cap_reached", now + rules.cap_per, params)
    return Verdict("hold", "cap_reached", recent[-rules.cap] + rules.cap_per, params)


def _purchase(candidate: Candidate, rules: Rules, now: datetime) -> Verdict | None:
    if rules.quiet_after_purchase is None or candidate.last_purchase is None:
        return None
    until = candidate.last_purchase + rules.quiet_after_purchase
    return Verdict("hold", "quiet_period", until) if candidate.last_purchase <= now < until else None


def _quiet(candidate: Candidate, rules: Rules, at: datetime) -> Verdict | None:
    """Whether `at` lies in the person's quiet hours, and when they end."""
    if rules.quiet_hours is None:
        return None
    until = end_of_window(rules.quiet_hours, candidate.zone, at)
    if until is None:
        return None
    said = {"unknown_zone": candidate.unknown_zone} if candidate.unknown_zone else {}
    return Verdict("hold", "quiet_hours", until, {"zone": candidate.zone, **said})
