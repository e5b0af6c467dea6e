"""How money comes in: a payment provider answers this port, one folder a vendor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from suppilo.kernel.money import Money

NoticeKind = Literal["pending", "paid", "failed"]


class BadNotice(Exception):
    """A notice that is malformed or not signed by the provider; it is answered with 400 and has no effect."""


class PaymentUnavailable(Exception):
    """The provider cannot be reached or refused to start; the visitor may try again."""


@dataclass(frozen=True)
class ToPay:
    """What a provider is told of an order. `key` names this attempt and makes a repeat harmless."""

    key: str
    workspace: str
    order_number: int
    amount: Money
    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Urls:
    """Where the visitor comes back to, and where the provider reports to (absolute addresses)."""

    back: str
    callback: str


@dataclass(frozen=True)
class Started:
    """Where to send the visitor, and what the provider calls the payment."""

    address: str
    reference: str = ""


@dataclass(frozen=True)
class Notice:
    """A verified message of a provider about the payment `key`. `notice_id` is unique at the provider."""

    provider: str
    notice_id: str
    key: str
    kind: NoticeKind
    amount: Money
    at: datetime
    reason: str = ""


class PaymentProvider(Protocol):
    """A vendor. Called outside database transactions; each call may be repeated with the same key."""

    name: str
    #: Origins ("https://pay.example") that `start` may send a visitor to, beside our own: the browser is told of them.
    origins: tuple[str, ...]

    def serves(self, workspace_id: int) -> bool:
        """Whether this workspace may be paid through it."""
        ...

    def start(self, to_pay: ToPay, urls: Urls) -> Started:
        """Begin a payment; raises PaymentUnavailable."""
        ...

    def parse_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """The notice in a callback, its signature verified; raises BadNotice."""
        ...

    def refund(self, key: str, reference: str, amount: Money, token: str) -> str:
        """Give money back once per `token`; answers the provider's reference; raises PaymentUnavailable."""
        ...


_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?")
_providers: dict[str, PaymentProvider] = {}


def register(provider: PaymentProvider) -> None:
    """Add a vendor (from its AppConfig). Raises ValueError for an origin that is more or less than an https origin."""
    for origin in provider.origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin!r} of {provider.name} is no origin: write https://host, without a path.")
    _providers[provider.name] = provider


def provider(name: str) -> PaymentProvider | None:
    """The vendor called `name`."""
    return _providers.get(name)


def provider_for(workspace_id: int) -> PaymentProvider | None:
    """The first vendor, by name, that serves the workspace: real ones before the test one."""
    serving = [found for _name, found in sorted(_providers.items()) if found.serves(workspace_id)]
    return min(serving, key=lambda found: found.name == "test", default=None)
