"""Questions that this room asks of others: how mail leaves, and what is true of a recipient now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from suppilo.definition.model import Bundle


class Refused(Exception):
    """The other side said no before or after the message: nothing was delivered, and that is certain.

    `permanent` refusals are not tried again. `bad_address` means that the recipient's address itself was refused.
    `text` is the server's answer, cut to what may be shown.
    """

    def __init__(self, text: str, *, permanent: bool, bad_address: bool = False) -> None:
        super().__init__(text)
        self.text = text[:200]
        self.permanent = permanent
        self.bad_address = bad_address


class Unreachable(Exception):
    """No connection, or it broke before the message was offered: nothing was delivered; try again later."""


class AnswerLost(Exception):
    """The message was offered and no answer came: nobody knows whether it was delivered."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A finished mail. `raw` is the whole message in bytes; the other fields are for providers that need parts."""

    workspace_id: int
    outgoing_id: int
    sender: str
    recipient: str
    subject: str
    html: str
    text: str
    raw: bytes


class MailConnection(Protocol):
    """An open way out, used for one message at a time."""

    def prepare(self, envelope: Envelope) -> None:
        """Everything before the message itself (for SMTP: MAIL and RCPT). Raises Refused or Unreachable."""

    def deliver(self) -> None:
        """Offer the message (for SMTP: DATA). Returns when it was accepted. Raises Refused or AnswerLost.

        The caller has committed the mark `sending` before this call.
        """

    def close(self) -> None:
        """Let the connection go; never raises."""


class MailProvider(Protocol):
    """A vendor's way to carry mail."""

    name: str

    def connect(self) -> MailConnection:
        """An open connection, perhaps one that was used before. Raises Unreachable, or Refused (wrong password)."""


#: What is true of people now: workspace, people, definition -> values per person, under the registered name.
Context = Callable[[int, Sequence[int], Bundle], Mapping[int, Mapping[str, Any]]]


@dataclass(frozen=True)
class Link:
    """A link in a message as the definition has it: page, url, magnet, confirm or offer, and which one."""

    kind: str
    target: str


#: The address of a link for one person (workspace, person, link, definition); None when it leads nowhere.
LinkResolver = Callable[[int, int, Link, Bundle], str | None]

_contexts: dict[str, Context] = {}
_resolvers: dict[str, LinkResolver] = {}
_mail: list[MailProvider] = []


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


def use_mail_provider(provider: MailProvider) -> None:
    """Mail leaves through `provider` from now on."""
    _mail[:] = [provider]


def mail_provider() -> MailProvider | None:
    """How mail leaves; None when nobody carries it."""
    return _mail[0] if _mail else None
