"""One message for one recipient: texts filled in, links signed, MIME built."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from liquid import BoundTemplate

from suppilo.definition.liquid.sandbox import parse, render
from suppilo.definition.model import Bundle, Message, Sender
from suppilo.messages import links, ports
from suppilo.messages.models import Compiled, Outgoing

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_ADDRESS = re.compile(r"[^\s@<>\"\x00-\x1f\x7f]{1,64}@[^\s@<>\"\x00-\x1f\x7f]{1,255}")


class CannotRender(Exception):
    """A message cannot be made for this recipient. `reason` is a code of `reasons`, `params` its values."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


@dataclass(frozen=True)
class Ready:
    """A compiled message whose Liquid has been read once, for all recipients."""

    subject: BoundTemplate
    html: BoundTemplate
    text: BoundTemplate
    links: tuple[Mapping[str, str], ...]
    language: str


def ready(version_id: int, message_id: str, language: str) -> Ready:
    """The compiled message. Raises CannotRender when the version was published without it."""
    row = Compiled.objects.filter(version_id=version_id, message_id=message_id, language=language).first()
    if row is None:
        raise CannotRender("not_compiled")
    return Ready(parse(row.subject), parse(row.html, html=True), parse(row.text), tuple(row.links), language)


def envelope(
    row: Outgoing,
    made: Ready,
    *,
    message: Message,
    bundle: Bundle,
    address: str,
    values: Mapping[str, Any],
    now: datetime,
) -> ports.Envelope:
    """The finished mail for `row`, whose `links` are filled in on the way.

    Raises CannotRender, and TextRefused when the text goes beyond a limit.
    """
    if not _ADDRESS.fullmatch(address):
        raise CannotRender("bad_address")
    given = {**values, "cause": row.context, "links": _links(row, made, bundle)}
    subject = _one_line(render(made.subject, given))[:250]
    html, text = render(made.html, given), render(made.text, given)
    sender = _sender(message, bundle)
    raw = _mime(row, sender, address, subject, html, text, now)
    return ports.Envelope(
        workspace_id=row.workspace_id,
        outgoing_id=row.pk,
        sender=sender.email,
        recipient=address,
        subject=subject,
        html=html,
        text=text,
        raw=raw,
    )


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _links(row: Outgoing, made: Ready, bundle: Bundle) -> dict[str, str]:
    """Addresses by name for the text; where each tracked link leads is kept in `row.links`, for this message only."""
    found = {"unsubscribe": links.address("u", row.pk), "confirm": links.address("c", row.pk)}
    kept: list[dict[str, str]] = []
    for number, link in enumerate(made.links):
        if link["kind"] == "confirm":
            kept.append({"kind": "confirm", "target": "", "url": ""})
            found[f"l{number}"] = found["confirm"]
            continue
        url = _target(row, ports.Link(link["kind"], link["target"]), bundle)
        if url is None:
            raise CannotRender("dead_link", link=f"{link['kind']} {link['target']}".strip())
        kept.append({"kind": link["kind"], "target": link["target"], "url": url})
        found[f"l{number}"] = links.address("t", row.pk, number)
    row.links = kept
    return found


def _target(row: Outgoing, link: ports.Link, bundle: Bundle) -> str | None:
    if link.kind == "url":
        url: str | None = link.target
    else:
        resolve = ports.link_resolver(link.kind)
        url = resolve(row.workspace_id, row.person_id, link, bundle) if resolve else None
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def _sender(message: Message, bundle: Bundle) -> Sender:
    if message.sender and message.sender in bundle.senders:
        return bundle.senders[message.sender]
    if bundle.senders:
        return next(iter(bundle.senders.values()))
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return Sender(name=bundle.business.name, email=f"no-reply@{host if '.' in host else 'localhost.localdomain'}")


def _mime(row: Outgoing, sender: Sender, address: str, subject: str, html: str, text: str, now: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    domain = sender.email.rpartition("@")[2]
    mail["From"] = _mailbox(sender.name, sender.email)
    mail["To"] = _mailbox("", address)
    if sender.reply_to:
        mail["Reply-To"] = _mailbox("", sender.reply_to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{row.reference}@{_ascii_domain(domain)}>"
    if row.purpose != "service":
        mail["List-Unsubscribe"] = f"<{links.address('u', row.pk)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    else:
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = row.language
    # The boundary comes from the message's own reference: the same message is the same bytes at every attempt.
    mail.set_boundary(f"=_{row.reference}")
    return mail.as_bytes()


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_one_line(name), local, _ascii_domain(domain))


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise CannotRender("bad_address") from error
