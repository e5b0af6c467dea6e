"""A vendor's way to report. No hook can be registered that believes an unsigned report.

A vendor derives from `Hook` and says how its reports are verified and read; only `take` is ever called from outside,
and it verifies first. `register_hook` tries the hook with an empty report and with a made-up one: who does not refuse
them is refused itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Literal, final

#: "strange" is what the vendor says in a word that we do not know.
Kind = Literal["delivered", "bounced", "complained", "opened", "clicked", "answered", "strange"]


class Forged(Exception):
    """The report was not made by the vendor."""


class Unreadable(Exception):
    """Signed, and still not what the vendor's documentation says."""


class BelievesAnything(Exception):
    """A hook was to be registered that takes a report which nobody signed."""


@dataclass(frozen=True)
class HookRequest:
    """A report as it came: the whole address it came to, its last part, headers with lower-case names, and the body."""

    url: str
    token: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Report:
    """One thing that a vendor says. `event_id` is the vendor's own and the same at every repetition.

    It is about the message `outgoing_id` (with `reference`, unless the address it came to proves which one), or, for an
    answer, from `address` in `workspace_id`. `hard` means that the address will never work. `text` is what was
    answered, and is not kept; `answers` are the local parts of the Message-IDs that an answer names, the likeliest
    first, and `is_automatic` says that no person wrote it. `word` is the vendor's own for what is strange; such a
    report may be about no message (`outgoing_id` 0) and then names the workspace.
    """

    kind: Kind
    event_id: str
    channel: str
    at: datetime | None = None
    outgoing_id: int = 0
    reference: str = ""
    workspace_id: int = 0
    address: str = ""
    hard: bool = False
    text: str = ""
    answers: tuple[str, ...] = ()
    is_automatic: bool = False
    link: str = ""
    user_agent: str = ""
    word: str = ""


class Hook(ABC):
    """One vendor's reports."""

    vendor: ClassVar[str]

    @abstractmethod
    def verify(self, request: HookRequest) -> None:
        """Raises Forged unless the vendor made this very report."""

    @abstractmethod
    def read(self, request: HookRequest) -> Sequence[Report]:
        """What a verified report says. A kind that we do not know is strange, not left out. Raises Unreadable."""

    @final
    def take(self, request: HookRequest) -> Sequence[Report]:
        """Verify, then read. Raises Forged or Unreadable."""
        self.verify(request)
        return [_storable(report) for report in self.read(request)]


def _storable(report: Report) -> Report:
    """Without the sign that no database takes in a text."""
    texts: dict[str, Any] = {
        name: value.replace("\0", "") for name, value in vars(report).items() if isinstance(value, str)
    }
    return replace(report, answers=tuple(one.replace("\0", "") for one in report.answers), **texts)


_hooks: dict[str, Hook] = {}
_UNSIGNED = (
    HookRequest(url="https://example.org/hooks/x/y", token="y", body=b""),  # noqa: S106 - no password
    HookRequest(url="https://example.org/hooks/x/", token="", body=b'{"event": "delivered"}', headers={"x": "y"}),
)


def register_hook(hook: Hook) -> None:
    """Reports come to /hooks/<vendor>/<token> from now on. Raises BelievesAnything."""
    if type(hook).take is not Hook.take:
        raise BelievesAnything(f"{hook.vendor}: take() verifies and may not be replaced")
    for request in _UNSIGNED:
        try:
            hook.verify(request)
        except Forged:
            continue
        raise BelievesAnything(f"{hook.vendor}: verify() took a report that nobody signed")
    _hooks[hook.vendor] = hook


def hook_of(vendor: str) -> Hook | None:
    """The hook of a vendor."""
    return _hooks.get(vendor)
