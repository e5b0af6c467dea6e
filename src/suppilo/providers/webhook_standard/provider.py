"""Webhooks by HTTP: one signed request each, to public addresses only, without redirects."""

from __future__ import annotations

from suppilo.foundation import clock
from suppilo.foundation.outward import Call, NoAnswer, NotPublic, NotReached
from suppilo.messages.ports import Envelope, Refused
from suppilo.providers.webhook_standard.destinations import BadDestination, signature_of
from suppilo.providers.webhook_standard.signature import Signature

#: Answers after which the same request may succeed later; so may one without an answer.
_LATER = frozenset({408, 425, 429})


class WebhookConnection:
    """The way to the receiver of one message at a time.

    Each receiver stands for itself: one that cannot be reached is tried again later, and holds up nobody else's. A lost
    answer is no reason to stop either: the receiver knows a repeated message by its id.
    """

    def __init__(self, shared: Signature | None, stand_in: str) -> None:
        self._shared, self._stand_in = shared, stand_in
        self._signature: Signature | None = None
        self._call: Call | None = None
        self._envelope: Envelope | None = None

    def prepare(self, envelope: Envelope) -> None:
        """Look up, check and connect. Raises Refused."""
        self._envelope = envelope
        if not envelope.recipient.startswith("https://"):
            raise Refused("only https addresses are called", permanent=True)
        try:
            self._signature = signature_of(envelope.workspace_id, envelope.recipient, self._shared, clock.now())
            if self._signature is None:
                raise Refused("no secret yet for this receiver: make one with suppilo webhook secret", permanent=False)
            self._call = Call(self._stand_in or envelope.recipient, private=bool(self._stand_in))
            self._call.connect()
        except BadDestination as error:
            raise Refused("not an address of a receiver", permanent=True) from error
        except NotPublic as error:
            raise Refused(str(error), permanent=True) from error
        except NotReached as error:
            raise Refused(str(error), permanent=False) from error

    def accepted(self) -> None:
        """The receiver has not been told anything yet."""

    def offer(self) -> None:
        """Send the request. Raises Refused."""
        assert self._call is not None, "prepare comes first"
        assert self._envelope is not None, "prepare comes first"
        assert self._signature is not None, "prepare comes first"
        body = self._envelope.text
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Suppilo",
            **self._signature.headers(self._envelope.reference, body, clock.now()),
        }
        try:
            self._call.send("POST", body.encode(), headers)
        except NoAnswer as error:
            raise Refused(str(error), permanent=False) from error

    def answer(self) -> None:
        """Read the answer; any 2xx is a yes. Raises Refused."""
        assert self._call is not None, "offer comes first"
        try:
            said = self._call.answer()
        except NoAnswer as error:
            raise Refused(str(error), permanent=False) from error
        if said.status // 100 != 2:
            text = f"{said.status} {said.body[:300].decode('utf-8', 'replace')}".replace("\x00", " ").strip()
            raise Refused(text, permanent=said.status // 100 != 5 and said.status not in _LATER)

    def close(self) -> None:
        """Let the connection go."""
        if self._call is not None:
            self._call.close()


class Webhooks:
    """The provider: a request for each message, a few at once."""

    name = "webhook_standard"
    connections = 4

    def __init__(self, shared: Signature | None, *, stand_in: str = "") -> None:
        """`shared` signs for receivers without a secret of their own; `stand_in` is called instead of every one."""
        self._shared, self._stand_in = shared, stand_in

    def connect(self, place: int) -> WebhookConnection:
        """Nothing is opened before there is a message."""
        return WebhookConnection(self._shared, self._stand_in)
