"""The way to one device: one request to its push service, and what the answer means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from suppilo.foundation.outward import Answer, Call, NoAnswer, NotPublic, NotReached
from suppilo.messages.queries import DeviceCard

#: Answers that mean: such a device is not there any more, and will not come back.
_GONE = frozenset({404, 410})
_LATER = frozenset({408, 425, 429})
#: Nobody has us wait longer.
_LONGEST = timedelta(days=1)


@dataclass
class Fate:
    """What became of it on one device: took it, gone, refused (for good), later, or lost. `said` is why."""

    kind: str
    said: str = ""
    wait: timedelta = timedelta(0)


@dataclass
class DeviceLine:
    """One device on the way; `fate` is None as long as nothing is decided."""

    device: DeviceCard
    url: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    fate: Fate | None = None
    call: Call | None = None

    def connect(self, *, private: bool) -> None:
        """Look up, check, connect; nothing is sent."""
        if not private and not self.url.startswith("https://"):
            self.fate = Fate("gone", "only https addresses are called")
            return
        try:
            self.call = Call(self.url, private=private)
            self.call.connect()
        except NotPublic as error:
            self.fate = Fate("gone", str(error))
        except NotReached as error:
            self.fate = Fate("later", str(error))

    def offer(self) -> None:
        """Send the request, if nothing is decided yet."""
        if self.fate is None and self.call is not None:
            try:
                self.call.send("POST", self.body, self.headers)
            except NoAnswer as error:
                self.fate = Fate("lost", str(error))

    def hear(self, now: datetime) -> Fate:
        """Read the answer, if there is one to come."""
        if self.fate is None and self.call is not None:
            try:
                self.fate = fate_of(self.call.answer(), now)
            except NoAnswer as error:
                self.fate = Fate("lost", str(error))
        return self.fate or Fate("later")

    def close(self) -> None:
        """Let the connection go."""
        if self.call is not None:
            self.call.close()


def fate_of(said: Answer, now: datetime) -> Fate:
    """What a push service's answer means for the message on that device."""
    text = f"{said.status} {said.body[:200].decode('utf-8', 'replace')}".replace("\x00", " ").strip()
    if said.status // 100 == 2:
        return Fate("took", text)
    if said.status in _GONE:
        return Fate("gone", text)
    if said.status in _LATER or said.status // 100 == 5:
        return Fate("later", text, retry_after(said.headers.get("retry-after", ""), now))
    return Fate("refused", text)


def retry_after(value: str, now: datetime) -> timedelta:
    """How long a Retry-After header asks to wait: seconds or a date; nothing where it says neither, at most a day."""
    if value.strip().isascii() and value.strip().isdigit():
        wait = timedelta(seconds=min(int(value.strip()[:9]), 86_400))
    else:
        try:
            until = parsedate_to_datetime(value)
        except (ValueError, TypeError):
            return timedelta(0)
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), _LONGEST)
