"""What each vendor's interface looks like. A new vendor is an entry here and in the battery of tests/providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Vendor:
    """One vendor's request and reports, by the names of their fields. The user signs in with Basic authentication.

    `url` may hold {user}. `dead` are codes in a refusal that mean the number itself is the reason. `signature` names
    the way in which its reports are signed: by a header of the vendor's (twilio), or only by the secret in the address
    that it was given (address). `outcomes` turns its words for what became of a message into ours; `passing` are those
    for a message still on its way.
    """

    name: str
    url: str
    sender: str
    recipient: str
    text: str
    report_to: str
    code: str
    dead: frozenset[str]
    signature: str
    report_id: str
    outcome: str
    inbound_from: str
    inbound_text: str
    outcomes: Mapping[str, str] = field(default_factory=dict)
    passing: frozenset[str] = frozenset()


VENDORS = {
    one.name: one
    for one in (
        Vendor(
            name="elks",
            url="https://api.46elks.com/a1/sms",
            sender="from",
            recipient="to",
            text="message",
            report_to="whendelivered",
            code="",
            dead=frozenset({"Invalid recipient", "Invalid to number"}),
            signature="address",
            report_id="id",
            outcome="status",
            inbound_from="from",
            inbound_text="message",
            outcomes={"delivered": "delivered", "failed": "bounced"},
            passing=frozenset({"created", "sent"}),
        ),
        Vendor(
            name="twilio",
            url="https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json",
            sender="From",
            recipient="To",
            text="Body",
            report_to="StatusCallback",
            code="code",
            dead=frozenset({"21211", "21614", "21217"}),
            signature="twilio",
            report_id="MessageSid",
            outcome="MessageStatus",
            inbound_from="From",
            inbound_text="Body",
            outcomes={"delivered": "delivered", "undelivered": "bounced", "failed": "bounced"},
            passing=frozenset({"accepted", "scheduled", "queued", "sending", "sent", "read"}),
        ),
    )
}
