"""Mail by a vendor's web interface: one request each, over a connection that the vendor's backend keeps."""

from __future__ import annotations

import contextlib
from email import message_from_bytes
from email.policy import default
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives, get_connection

from suppilo.messages.ports import AnswerLost, Envelope, Refused, Unreachable
from suppilo.providers.mail_anymail.account import MailAccount

#: Seconds for connecting and for the answer.
WITHIN = 30
#: Headers that the vendor writes itself, or gets by another way.
_OWN = frozenset(
    {"from", "to", "subject", "date", "dkim-signature", "mime-version", "content-type", "content-transfer-encoding"}
)


class AnymailConnection:
    """The way to the vendor for one message at a time."""

    def __init__(self, account: MailAccount, **more: Any) -> None:
        settings: dict[str, Any] = {"requests_timeout": WITHIN, **account.sending, **more}
        self._backend: Any = get_connection(account.vendor.backend, **settings)
        self._headers = account.vendor.headers
        self._next: Any = None

    def prepare(self, envelope: Envelope) -> None:
        """Make the request's content. Nothing is sent."""
        mail = message_from_bytes(envelope.raw, policy=default)
        self._next = EmailMultiAlternatives(
            envelope.subject,
            envelope.text,
            str(mail["From"]),
            [envelope.recipient],
            headers={name: str(value) for name, value in mail.items() if name.lower() not in _OWN}
            | dict(self._headers),
            connection=self._backend,
        )
        self._next.attach_alternative(envelope.html, "text/html")
        self._next.metadata = {"suppilo": f"{envelope.outgoing_id}.{envelope.reference}"}

    def accepted(self) -> None:
        """The vendor has not been told anything yet."""

    def offer(self) -> None:
        """Sending and hearing are one with these vendors: see `answer`."""

    def answer(self) -> None:
        """Send, and read what the vendor says. Raises Refused, Unreachable (a wrong key) or AnswerLost."""
        assert self._next is not None, "prepare comes first"
        try:
            self._next.send()
        except (AnymailRecipientsRefused, AnymailInvalidAddress) as error:
            raise Refused(str(error), permanent=True, bad_address=True) from error
        except AnymailAPIError as error:
            raise _meant(error) from error

    def close(self) -> None:
        """Let the connection go."""
        with contextlib.suppress(OSError):
            self._backend.close()


def _meant(error: AnymailAPIError) -> Exception:
    """What an error says of the message. A request that got no answer, or only "broken", may have been carried out."""
    status, text = error.status_code, " ".join(str(error).split())[:200]
    if status in (401, 403):
        return Unreachable(text)
    if status in (429, 503):
        return Refused(text, permanent=False)
    if status is None or status >= 500:
        return AnswerLost(text)
    return Refused(text, permanent=True)


class AnymailProvider:
    """The provider: a few requests at once would need threads, so it is one after the other."""

    connections = 1

    def __init__(self, account: MailAccount, **more: Any) -> None:
        """`more` are further settings of Anymail's backend, an `api_url` among them."""
        self.name = f"mail_{account.vendor.name}"
        self._account, self._more = account, more

    def connect(self, place: int) -> AnymailConnection:
        """A connection with its own session."""
        return AnymailConnection(self._account, **self._more)
