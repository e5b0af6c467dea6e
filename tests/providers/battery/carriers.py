"""The far end of each vendor that carries messages: a real server on this machine that speaks the vendor's words."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Literal

from aiosmtpd.controller import Controller

from suppilo.messages.models import Status
from suppilo.messages.ports import Channel, Provider
from suppilo.providers.mail_anymail.account import MailAccount
from suppilo.providers.mail_anymail.provider import AnymailProvider
from suppilo.providers.mail_box.provider import MailBox
from suppilo.providers.mail_smtp.provider import Smtp
from suppilo.providers.mail_smtp.server import Server
from suppilo.providers.push_vapid.provider import Pushes
from suppilo.providers.sms_http.account import Account
from suppilo.providers.sms_http.provider import Sms
from suppilo.providers.webhook_standard.provider import Webhooks
from suppilo.providers.webhook_standard.signature import Signature
from tests.messages.test_half_a_batch import Half
from tests.providers.battery.reporters import SECRET
from tests.providers.push_service import push_service
from tests.providers.vendor_server import vendor_server

What = Literal["takes", "later", "never", "lost"]
#: What becomes of a message after each answer.
BECOMES: dict[What, tuple[str, str]] = {
    "takes": (Status.SENT, ""),
    "later": (Status.QUEUED, "try_again"),
    "never": (Status.FAILED, "refused"),
    "lost": (Status.UNKNOWN, "answer_lost"),
}
#: The first part of a recipient's name: the mail server on this machine knows what to say to whom by it.
NAMES: dict[What, str] = {"takes": "good", "later": "grey", "never": "content", "lost": "gone"}
WEBHOOK_SECRET = "whsec_" + b64encode(bytes(range(32))).decode()


@dataclass
class FarEnd:
    """`says(mark, what)` sets the answer for the recipient known by `mark`; `heard(mark)` counts what came for them."""

    provider: Provider
    says: Callable[[str, What], None]
    heard: Callable[[str], int]


@dataclass(frozen=True)
class Carrier:
    """`becomes` is what differs from BECOMES; `secret` may stand in no line of the log."""

    channel: Channel
    opened: Callable[[], AbstractContextManager[FarEnd]]
    secret: str
    becomes: dict[What, tuple[str, str]]


Answers = dict[What, tuple[int, str] | str]


def over_http(way: Callable[[str], Provider], answers: Answers) -> Callable[[], AbstractContextManager[FarEnd]]:
    """A vendor with a web interface; `{}` in an answer is who it is about."""

    @contextmanager
    def opened() -> Iterator[FarEnd]:
        with vendor_server() as server:

            def says(mark: str, what: What) -> None:
                said = answers[what]
                server.said[mark] = said if isinstance(said, str) else (said[0], said[1].replace("{}", mark).encode())

            def heard(mark: str) -> int:
                bodies = [body.replace(b"%40", b"@").replace(b"%2B", b"+") for _, _, body in server.came]
                return sum(mark.encode() in body for body in bodies)

            yield FarEnd(way(server.url), says, heard)

    return opened


@contextmanager
def by_smtp() -> Iterator[FarEnd]:
    """A mail server that pipelines; whom it refuses is in the name, until it is told that it takes everybody."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    half = Half(True, f"smtp://127.0.0.1:{port}?connections=2")
    taken: set[str] = set()
    refuses, keeps = half.handle_RCPT, half.handle_DATA

    async def rcpt(server, session, envelope, address, options):  # type: ignore[no-untyped-def]
        if address in taken:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return await refuses(server, session, envelope, address, options)

    async def data(server, session, envelope):  # type: ignore[no-untyped-def]
        if envelope.rcpt_tos[0] in taken:
            half.kept.append((envelope.rcpt_tos[0], ""))
            return "250 OK"
        return await keeps(server, session, envelope)

    half.handle_RCPT, half.handle_DATA = rcpt, data  # type: ignore[method-assign]
    controller = Controller(half, hostname="127.0.0.1", port=port)
    controller.start()
    way = Smtp(Server.parse(half.url))

    def says(mark: str, what: What) -> None:
        assert what == "takes" or mark.startswith(NAMES[what])
        taken.update([mark] if what == "takes" else [])

    try:
        yield FarEnd(way, says, lambda mark: sum(address == mark for address, _ in half.kept))
    finally:
        for line in way._local.open.values():
            line.close()
        controller.stop()


@contextmanager
def by_push() -> Iterator[FarEnd]:
    """A push service; a recipient is known by the number of the device."""
    with push_service() as service:
        answers = {"takes": (201, {}), "later": (503, {}), "never": (413, {}), "lost": "drop"}
        yield FarEnd(
            Pushes("https://shop.example", stand_in=service.url),
            lambda mark, what: service.says(int(mark), answers[what]),
            lambda mark: sum(path == f"/{mark}" for path, _, _ in service.came),
        )


@contextmanager
def into_the_box() -> Iterator[FarEnd]:
    """The mailbox of a place without a mail server takes everything."""
    yield FarEnd(MailBox(), lambda mark, what: None, lambda mark: 0)


def _anymail(url: str) -> Callable[[str], Provider]:
    return lambda here: AnymailProvider(MailAccount.parse(url), api_url=here)


def _sms(vendor: str) -> Callable[[str], Provider]:
    account = Account.parse(f"{vendor}://user:{SECRET}@?from=Kaamos")
    return lambda here: Sms(account, lambda one: f"https://shop.example/r/{one.outgoing_id}", url=here)


_POSTMARK: Answers = {
    "takes": (
        200,
        '{"To": "{}", "MessageID": "0a1b", "ErrorCode": 0, "Message": "OK"}',
    ),
    "later": (429, '{"ErrorCode": 429, "Message": "Rate limit exceeded"}'),
    "never": (422, '{"ErrorCode": 300, "Message": "Invalid email request"}'),
    "lost": "drop",
}
_MAILGUN: Answers = {
    "takes": (200, '{"id": "<1@kahvila.example>", "message": "Queued. Thank you."}'),
    "later": (503, '{"message": "Service unavailable"}'),
    "never": (400, '{"message": "\'from\' parameter is not a valid address"}'),
    "lost": "drop",
}
_ELKS: Answers = {
    "takes": (200, '{"status": "created", "id": "s17a6d", "to": "{}"}'),
    "later": (429, '"Too many requests"'),
    "never": (400, '"Missing key message"'),
    "lost": "drop",
}
_TWILIO: Answers = {
    "takes": (201, '{"sid": "SM1f", "status": "queued", "to": "{}"}'),
    "later": (429, '{"code": 20429, "message": "Too Many Requests", "status": 429}'),
    "never": (400, '{"code": 21602, "message": "Message body is required.", "status": 400}'),
    "lost": "drop",
}
_WEBHOOK: Answers = {"takes": (204, ""), "later": (503, "busy"), "never": (410, "gone"), "lost": "drop"}
#: The receiver knows a repeated webhook by its id: nothing is unknown, it comes again.
_AGAIN: dict[What, tuple[str, str]] = {"lost": BECOMES["later"]}
_TAKES_ALL = dict.fromkeys(BECOMES, BECOMES["takes"])

CARRIERS = {
    "postmark": Carrier("email", over_http(_anymail(f"postmark://{SECRET}@"), _POSTMARK), SECRET, {}),
    "mailgun": Carrier(
        "email",
        over_http(_anymail(f"mailgun://{SECRET}@?domain=kahvila.example&signing=x"), _MAILGUN),
        SECRET,
        {},
    ),
    "elks": Carrier("sms", over_http(_sms("elks"), _ELKS), SECRET, {}),
    "twilio": Carrier("sms", over_http(_sms("twilio"), _TWILIO), SECRET, {}),
    "mail_smtp": Carrier("email", by_smtp, SECRET, {}),
    "mail_box": Carrier("email", into_the_box, SECRET, _TAKES_ALL),
    "push_vapid": Carrier("push", by_push, "PRIVATE KEY", {}),
    "webhook_standard": Carrier(
        "webhook",
        over_http(lambda here: Webhooks(Signature.parse(WEBHOOK_SECRET), stand_in=f"{here}/orders"), _WEBHOOK),
        WEBHOOK_SECRET,
        _AGAIN,
    ),
}
