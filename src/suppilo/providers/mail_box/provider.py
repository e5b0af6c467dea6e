"""Mail that goes nowhere: rows that the studio shows."""

from __future__ import annotations

from suppilo.foundation import clock
from suppilo.messages.operations import MailboxMail, put_in_mailbox
from suppilo.messages.ports import Envelope, use_provider


class MailBoxConnection:
    """Writes each mail into the development mailbox."""

    def __init__(self) -> None:
        self._next: Envelope | None = None

    def prepare(self, envelope: Envelope) -> None:
        """Keep it for `answer`."""
        self._next = envelope

    def accepted(self) -> None:
        """Anybody is."""

    def offer(self) -> None:
        """Nobody is there to take it."""

    def answer(self) -> None:
        """Write the row."""
        mail = self._next
        assert mail is not None, "prepare comes before answer"
        put_in_mailbox(
            MailboxMail(
                workspace_id=mail.workspace_id,
                outgoing_id=mail.outgoing_id,
                sender=mail.sender,
                recipient=mail.recipient,
                subject=mail.subject or mail.text[:60],
                html=mail.html,
                text=mail.text,
                raw=mail.raw.decode("utf-8", "replace") or mail.text,
            ),
            now=clock.now(),
        )

    def close(self) -> None:
        """Nothing is open."""


class MailBox:
    """The provider used when no mail server is configured."""

    name = "mail_box"
    connections = 1

    def connect(self, place: int) -> MailBoxConnection:
        """Always open."""
        return MailBoxConnection()


def register() -> None:
    """Mail goes into the mailbox from now on."""
    use_provider("email", MailBox())


def register_text_messages() -> None:
    """Text messages go into the mailbox from now on."""
    use_provider("sms", MailBox())


def register_webhooks() -> None:
    """What programs would get goes into the mailbox from now on."""
    use_provider("webhook", MailBox())
