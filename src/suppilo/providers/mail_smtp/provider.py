"""Mail through an SMTP server over one reused connection, with the message itself apart from what precedes it."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import threading
import time

from suppilo.messages.ports import AnswerLost, Envelope, Refused, Unreachable, use_provider
from suppilo.providers.mail_smtp.server import Server

#: Seconds to wait for a connection or an answer, and for the answer to a whole message (RFC 5321 4.5.3.2 asks for 10
#: minutes; the outbox counts a message as unknown after that).
ANSWER_WITHIN = 30
MESSAGE_WITHIN = 300
#: Seconds after which an idle connection is asked whether it still lives, and after which it is given up.
ASK_AFTER = 5.0
GIVE_UP_AFTER = 60.0

_LOST = (smtplib.SMTPServerDisconnected, OSError)
_ENHANCED = re.compile(rb"^([245])\.(\d{1,3})\.(\d{1,3})\b")
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>]")
_BARE_NEWLINE = re.compile(rb"\r\n|\r|\n")
Reply = tuple[int, bytes]


def _told(reply: Reply) -> str:
    return f"{reply[0]} {reply[1].decode('utf-8', 'replace')}"


def _refused(reply: Reply, *, recipient: bool = False) -> Refused:
    code, said = reply
    enhanced = _ENHANCED.match(said)
    dead = recipient and code // 100 == 5 and bool(enhanced and enhanced.group(2) == b"1")
    return Refused(_told(reply).replace("\n", " "), permanent=code // 100 == 5, bad_address=dead)


class SmtpConnection:
    """One open connection to a mail server."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self._raw = b""
        self._commands: list[str] = []
        self._begun = False
        self._awaited = False
        self._answer_by = 0.0
        self._pipelines = smtp.has_extn("pipelining")
        self.used_at = time.monotonic()
        self.closed = False

    def prepare(self, envelope: Envelope) -> None:
        """MAIL and RCPT, and DATA where the server takes commands at once (RFC 2920). Raises Refused, Unreachable."""
        if self._awaited:  # the server waits for a message that is not to be sent: nothing else can be said to it
            self.close()
            raise Unreachable("left while it waited for a message")
        addressed = self._addressed(envelope)
        self._commands = [*(["RSET"] if self._begun else []), *addressed, *(["DATA"] if self._pipelines else [])]
        self._begun = True
        self._raw = envelope.raw
        if self._pipelines:
            self._say("\r\n".join(self._commands))

    def accepted(self) -> None:
        """What the server says to that. Raises Refused, after which the next message can be offered, or Unreachable."""
        replies: list[tuple[str, Reply]] = []
        for command in self._commands:
            if not self._pipelines:
                self._say(command)
            replies.append((command, self._reply()))
            if not self._pipelines and replies[-1][1][0] // 100 != 2:
                break
        self._awaited = replies[-1][1][0] == 354
        for command, reply in replies:
            if command != "DATA":
                self._expect(reply, recipient=command.startswith("RCPT"))
        if self._pipelines and not self._awaited:
            self._expect(replies[-1][1])
            raise Unreachable(_told(replies[-1][1]))

    def _say(self, text: str) -> None:
        try:
            self._smtp.send(f"{text}\r\n".encode())
        except _LOST as error:
            self.close()
            raise Unreachable(_words(error)) from error

    def _reply(self) -> Reply:
        try:
            return self._smtp.getreply()
        except _LOST as error:
            self.close()
            raise Unreachable(_words(error)) from error

    def offer(self) -> None:
        """The message, after DATA where that has not been said. Until the 354 nothing can have been delivered."""
        if not self._awaited:
            self._say("DATA")
            reply = self._reply()
            if reply[0] != 354:
                self._expect(reply)
                self.close()
                raise Unreachable(_told(reply))
        self._awaited = False
        self._answer_by = time.monotonic() + MESSAGE_WITHIN
        try:
            self._wait(MESSAGE_WITHIN)
            self._smtp.send(_dotted(self._raw))
        except _LOST as error:
            self.close()
            raise AnswerLost(_words(error)) from error

    def answer(self) -> None:
        """What the server says to the message. Anything but a clear yes or no in time is AnswerLost."""
        try:
            self._wait(max(1.0, self._answer_by - time.monotonic()))
            reply = self._smtp.getreply()
            self._wait(ANSWER_WITHIN)
        except _LOST as error:
            self.close()
            raise AnswerLost(_words(error)) from error
        if reply[0] // 100 not in (2, 4, 5):
            self.close()
            raise AnswerLost(_told(reply))
        self._begun = False
        self.used_at = time.monotonic()
        if reply[0] == 421:  # a clear no to the message, and the end of the connection
            self.close()
            raise _refused(reply)
        self._expect(reply)

    def _wait(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def close(self) -> None:
        """Let the connection go."""
        self.closed = True
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._smtp.close()

    def is_alive(self) -> bool:
        """Whether it can be used again: asked only after some idle seconds."""
        idle = time.monotonic() - self.used_at
        if self.closed or self._awaited or idle > GIVE_UP_AFTER:
            return False
        if idle < ASK_AFTER:
            return True
        try:
            return bool(self._smtp.noop()[0] == 250)
        except _LOST:
            return False

    def _addressed(self, envelope: Envelope) -> list[str]:
        """MAIL and RCPT as the server can take them. Raises Refused."""
        try:
            sender, recipient = _ascii_domain(envelope.sender), _ascii_domain(envelope.recipient)
        except UnicodeError as error:
            raise Refused("the address cannot be written in ASCII", permanent=True) from error
        if _UNSAFE.search(sender + recipient):
            raise Refused("the address holds a line break or a bracket", permanent=True)
        options = f" SIZE={len(envelope.raw)}" if self._smtp.has_extn("size") else ""
        if not (sender + recipient).isascii():
            if not self._smtp.has_extn("smtputf8"):
                raise Refused("the mail server does not take addresses with such letters (SMTPUTF8)", permanent=True)
            options += " SMTPUTF8"
        return [f"MAIL FROM:<{sender}>{options}", f"RCPT TO:<{recipient}>"]

    def _expect(self, reply: Reply, *, recipient: bool = False) -> None:
        if reply[0] // 100 == 2:
            return
        if reply[0] in (-1, 421):
            self.close()
            raise Unreachable(_told(reply))
        raise _refused(reply, recipient=recipient)


class _Places(threading.local):
    """The connections of one thread by place."""

    def __init__(self) -> None:
        self.open: dict[int, SmtpConnection] = {}


class Smtp:
    """The provider: a few connections per thread, each opened when first needed and used again."""

    name = "mail_smtp"

    def __init__(self, server: Server) -> None:
        self._server = server
        self._local = _Places()
        self.connections = server.connections

    def connect(self, place: int) -> SmtpConnection:
        """An open connection. Raises Unreachable with the reason, a wrong password included."""
        known = self._local.open.pop(place, None)
        if known is not None and known.is_alive():
            self._local.open[place] = known
            return known
        if known is not None:
            known.close()
        made = self._local.open[place] = SmtpConnection(self._open())
        return made

    def _open(self) -> smtplib.SMTP:
        server = self._server
        smtp: smtplib.SMTP | None = None
        try:
            if server.tls == "implicit":
                context = ssl.create_default_context()
                smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=ANSWER_WITHIN, context=context)
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=ANSWER_WITHIN)
            _greet(smtp, server)
        except (smtplib.SMTPException, OSError) as error:
            if smtp is not None:
                smtp.close()
            raise Unreachable(_words(error)) from error
        return smtp


def _greet(smtp: smtplib.SMTP, server: Server) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.tls in ("required", "offered"):
        if smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        elif server.tls == "required":
            raise smtplib.SMTPException("the server offers no STARTTLS; use smtps:// or, on a private line, ?tls=off")
    if server.user:
        smtp.login(server.user, server.password)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:200]
    return (str(error) or type(error).__name__)[:200]


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _dotted(raw: bytes) -> bytes:
    """The message as DATA wants it: CRLF, leading dots doubled, a lone dot at the end (RFC 5321 4.5.2)."""
    ends = raw.count(b"\r\n")
    lines = raw if ends == raw.count(b"\n") == raw.count(b"\r") else _BARE_NEWLINE.sub(b"\r\n", raw)
    dotted = lines.replace(b"\r\n.", b"\r\n..")
    dotted = b"." + dotted if dotted.startswith(b".") else dotted
    return dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def register(url: str) -> None:
    """Mail goes through the server at `url` from now on. Raises BadServer."""
    use_provider("email", Smtp(Server.parse(url)), is_deaf=True)
