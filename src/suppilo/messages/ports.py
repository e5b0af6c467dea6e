"""Questions that this room asks of others: how messages of a channel leave, and what is true of a recipient now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from suppilo.definition.model import Bundle
from suppilo.messages.push.keys import push_key
from suppilo.messages.reports.addresses import about as hook_token
from suppilo.messages.reports.addresses import for_answers as answers_address
from suppilo.messages.reports.addresses import for_message as report_address
from suppilo.messages.reports.hook import BelievesAnything, Forged, Hook, HookRequest, Report, Unreadable, register_hook

__all__ = [
    "AnswerLost",
    "BelievesAnything",
    "Channel",
    "Connection",
    "Context",
    "Envelope",
    "Forged",
    "Hook",
    "HookRequest",
    "JourneyMessage",
    "Link",
    "LinkResolver",
    "LookupFailed",
    "Outlived",
    "Provider",
    "Refused",
    "Report",
    "TextRecords",
    "Unreachable",
    "Unreadable",
    "answers_address",
    "contexts",
    "hook_token",
    "is_deaf",
    "link_resolver",
    "outlived_in",
    "provider_of",
    "push_key",
    "register_context",
    "register_hook",
    "register_links",
    "register_outlived",
    "report_address",
    "text_records",
    "use_provider",
    "use_text_records",
]

#: The ways to a person. Every message has one; every channel has at most one provider at a time.
Channel = Literal["email", "sms", "push", "onsite", "webhook"]


class Refused(Exception):
    """The other side said no before or after the message: nothing was delivered, and that is certain.

    `permanent` refusals are not tried again. `bad_address` means that the recipient's address itself was refused.
    `text` is the server's answer, cut to what may be shown; `wait` is how long it asked us to wait, if it said.
    """

    def __init__(
        self, text: str, *, permanent: bool, bad_address: bool = False, wait: timedelta = timedelta(0)
    ) -> None:
        super().__init__(text)
        self.text = text[:200]
        self.permanent = permanent
        self.bad_address = bad_address
        self.wait = wait


class Unreachable(Exception):
    """No connection, or it broke before the message was offered: nothing was delivered; try again later."""


class AnswerLost(Exception):
    """The message was offered and no answer came: nobody knows whether it was delivered."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A finished message. `raw` is a whole mail in bytes; `link` is where a message without HTML leads.

    `until` is when it is too late to arrive, if ever; `is_urgent` that it was asked for and is waited for.

    `reference` names the message towards the vendor; it is the same at every attempt.
    """

    workspace_id: int
    outgoing_id: int
    recipient: str
    text: str
    sender: str = ""
    subject: str = ""
    html: str = ""
    raw: bytes = b""
    reference: str = ""
    link: str = ""
    until: datetime | None = None
    is_urgent: bool = False


class Connection(Protocol):
    """An open way out, used for one message at a time."""

    def prepare(self, envelope: Envelope) -> None:
        """Begin everything that comes before the message itself (for SMTP: MAIL and RCPT), perhaps without waiting.

        Raises Refused or Unreachable.
        """

    def accepted(self) -> None:
        """Wait for what the other side says to that. Raises Refused or Unreachable; nothing was delivered."""

    def offer(self) -> None:
        """Begin to hand the message over (for SMTP: DATA) without waiting for what the other side says to it.

        The caller has committed the mark `sending` before this call. Raises Refused, Unreachable or AnswerLost.
        """

    def answer(self) -> None:
        """Wait for what the other side says: returns when it was accepted.

        Raises Refused, Unreachable or AnswerLost.
        """

    def close(self) -> None:
        """Let the connection go; never raises."""


class Provider(Protocol):
    """A vendor's way to carry the messages of a channel, over at most `connections` at once."""

    name: str
    connections: int

    def connect(self, place: int) -> Connection:
        """An open connection, perhaps the one used before at this `place` (from 0, below `connections`).

        Raises Unreachable, or Refused (wrong password).
        """


#: What is true of people now: workspace, people, definition -> values per person, under the registered name.
Context = Callable[[int, Sequence[int], Bundle], Mapping[int, Mapping[str, Any]]]


@dataclass(frozen=True)
class Link:
    """A link in a message as the definition has it: page, url, magnet, confirm or offer, and which one."""

    kind: str
    target: str


#: The address of a link for one person (workspace, person, link, definition); None when it leads nowhere.
LinkResolver = Callable[[int, int, Link, Bundle], str | None]


@dataclass(frozen=True)
class JourneyMessage:
    """A message of a journey that is about to leave: its number in the outbox, its key, and for whom it was queued."""

    outgoing_id: int
    version_id: int
    journey: str
    person_id: int
    key: str


#: Which of a workspace's messages of journeys are not wanted any more at an instant, and why (a code of `reasons`).
Outlived = Callable[[int, Sequence[JourneyMessage], datetime], Mapping[int, str]]


class LookupFailed(Exception):
    """The DNS did not answer: nothing can be said about a name."""


#: The TXT records of a name, each joined to one text; none when there is no such name. Raises LookupFailed.
TextRecords = Callable[[str], Sequence[str]]

_text_records: list[TextRecords] = []
_outlived: list[Outlived] = []
_contexts: dict[str, Context] = {}
_resolvers: dict[str, LinkResolver] = {}
_providers: dict[Channel, Provider] = {}
_deaf: set[str] = set()


def register_context(name: str, ask: Context) -> None:
    """Texts may use {{ name.key }}: `ask` is called once per batch, just before sending."""
    _contexts[name] = ask


def contexts() -> dict[str, Context]:
    """All registered contexts by name."""
    return dict(_contexts)


def register_links(kind: str, resolve: LinkResolver) -> None:
    """Links of `kind` (page, magnet, offer) in messages lead where `resolve` says."""
    _resolvers[kind] = resolve


def link_resolver(kind: str) -> LinkResolver | None:
    """Who knows the addresses of links of `kind`."""
    return _resolvers.get(kind)


def register_outlived(ask: Outlived) -> None:
    """`ask` is called once per batch, just before the gate: what it names does not leave."""
    _outlived[:] = [ask]


def outlived_in(workspace_id: int, messages: Sequence[JourneyMessage], now: datetime) -> Mapping[int, str]:
    """The messages (by number in the outbox) that are not wanted any more at `now`, and why."""
    return _outlived[0](workspace_id, messages, now) if _outlived and messages else {}


def use_provider(channel: Channel, provider: Provider, *, is_deaf: bool = False) -> None:
    """Messages of `channel` leave through `provider` from now on.

    `is_deaf`: nobody tells what becomes of them afterwards (SMTP: no complaints, late bounces or answers).
    """
    _providers[channel] = provider
    (_deaf.add if is_deaf else _deaf.discard)(channel)


def is_deaf(channel: str) -> bool:
    """Whether nobody tells what becomes of messages of `channel` after they left."""
    return channel in _deaf


def provider_of(channel: str) -> Provider | None:
    """How messages of `channel` leave; None when nobody carries them."""
    return next((provider for name, provider in _providers.items() if name == channel), None)


def use_text_records(look: TextRecords) -> None:
    """TXT records are looked up with `look` from now on."""
    _text_records[:] = [look]


def text_records(name: str) -> Sequence[str]:
    """The TXT records of `name`. Raises LookupFailed."""
    if not _text_records:
        raise LookupFailed("nobody looks names up")
    return _text_records[0](name)
