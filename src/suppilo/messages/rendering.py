"""One message for one recipient: texts filled in, links signed, MIME built."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from liquid import BoundTemplate

from suppilo.definition.liquid.sandbox import parse, render
from suppilo.definition.model import Bundle, Message, Sender
from suppilo.messages import links, mime, ports
from suppilo.messages.audience import is_try
from suppilo.messages.compiling import CompiledText
from suppilo.messages.dkim.ahead import sign_ahead
from suppilo.messages.models import Compiled, Outgoing
from suppilo.messages.push.payload import LARGEST, payload
from suppilo.messages.reactions.marks import marked
from suppilo.messages.sms.parts import MOST_PARTS, measure

_ADDRESS = re.compile(r"[^\s@<>\"\x00-\x1f\x7f]{1,64}@[^\s@<>\"\x00-\x1f\x7f]{1,255}")


#: Which compiled message: version, message, language.
Place = tuple[int, str, str]


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


def ready_for(places: Collection[Place]) -> dict[Place, Ready]:
    """The compiled messages of these versions, ids and languages; one that was never compiled is left out."""
    rows = Compiled.objects.filter(
        version_id__in={place[0] for place in places}, message_id__in={place[1] for place in places}
    )
    found = {(row.version_id, row.message_id, row.language): row for row in rows}
    return {place: read_once(found[place], place[2]) for place in places if place in found}


def read_once(made: Compiled | CompiledText, language: str) -> Ready:
    """A compiled message, perhaps one that was never stored, with its Liquid read."""
    return Ready(parse(made.subject), parse(made.html, html=True), parse(made.text), tuple(made.links), language)


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
    """The message for `row`, whose `links` are filled in on the way; a mail lacks but its signature.

    Raises CannotRender, and TextRefused when the text goes beyond a limit.
    """
    if row.channel == "sms":
        return _text_message(row, made, bundle, address, values)
    if row.channel == "webhook":
        return _webhook(row, made, message, bundle, address, values)
    if row.channel == "push":
        return _notification(row, made, message, bundle, address, values)
    if row.channel == "onsite":
        return _notice(row, made, bundle, address, values)
    if not _ADDRESS.fullmatch(address):
        raise CannotRender("bad_address")
    given = {**values, "cause": row.context, "links": _links(row, made, bundle)}
    subject = mime.one_line(render(made.subject, given))[:250]
    sender = _sender(message, bundle)
    html = marked(render(made.html, given), row.pk, opens=sender.opens)
    text = render(made.text, given)
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
        reference=row.reference,
    )


def signature(mail: ports.Envelope, now: datetime) -> Future[bytes] | None:
    """A mail's `raw` with its signature, which is being made; None where nothing is signed."""
    return sign_ahead(mail.raw, _ascii_domain(mail.sender.rpartition("@")[2]), now)


def _text_message(
    row: Outgoing, made: Ready, bundle: Bundle, address: str, values: Mapping[str, Any]
) -> ports.Envelope:
    """A text message: blanks as written, no line at its ends, and never longer than a telephone takes."""
    text = render(made.text, {**values, "cause": row.context, "links": _links(row, made, bundle)}).strip()
    measured = measure(text)
    if not text or measured.parts > MOST_PARTS:
        raise CannotRender("sms_length", parts=str(measured.parts), most=str(MOST_PARTS))
    return ports.Envelope(
        workspace_id=row.workspace_id,
        outgoing_id=row.pk,
        sender=bundle.business.name,
        recipient=address,
        text=text,
        reference=row.reference,
    )


def _webhook(
    row: Outgoing, made: Ready, message: Message, bundle: Bundle, address: str, values: Mapping[str, Any]
) -> ports.Envelope:
    """What a program gets: one JSON object whose values are texts."""
    given = {**values, "cause": row.context, "links": _links(row, made, bundle)}
    body = {key: render(parse(text), given) for key, text in message.body.items()}
    return ports.Envelope(
        workspace_id=row.workspace_id,
        outgoing_id=row.pk,
        recipient=address,
        text=json.dumps(body, ensure_ascii=False),
        reference=row.reference,
    )


def _notice(row: Outgoing, made: Ready, bundle: Bundle, address: str, values: Mapping[str, Any]) -> ports.Envelope:
    """What is shown on a page: a plain text, and in `subject` and `link` its button."""
    given = {**values, "cause": row.context, "links": _links(row, made, bundle)}
    text = render(made.text, given).strip()
    if not text:
        raise CannotRender("text_failed", said="–")
    return ports.Envelope(
        workspace_id=row.workspace_id,
        outgoing_id=row.pk,
        sender=bundle.business.name,
        recipient=address,
        subject=mime.one_line(render(made.subject, given))[:100],
        text=text,
        reference=row.reference,
        link=given["links"].get("l0", ""),
    )


def _notification(
    row: Outgoing, made: Ready, message: Message, bundle: Bundle, address: str, values: Mapping[str, Any]
) -> ports.Envelope:
    """What a browser shows: title, text and button, with the addresses that it leads to and reports to."""
    given = {**values, "cause": row.context, "links": _links(row, made, bundle)}
    title, text = mime.one_line(render(made.subject, given)), render(made.text, given).strip()
    if not title or not text:
        raise CannotRender("text_failed", said="–")
    label = render(parse(made.links[0]["label"]), given).strip() if made.links else ""
    picture = message.icon or bundle.business.icon
    icon = _target(row, ports.Link("image", picture), bundle) if picture else None
    link = given["links"].get("l0", "")
    raw = payload(row, title=title, text=text, label=label, link=link, icon=icon or "")
    if len(raw) > LARGEST:
        raise CannotRender("push_length", bytes=str(len(raw)), most=str(LARGEST))
    return ports.Envelope(
        workspace_id=row.workspace_id,
        outgoing_id=row.pk,
        sender=bundle.business.name,
        recipient=address,
        subject=title,
        text=text,
        raw=raw,
        reference=row.reference,
        link=link,
        until=row.expires_at,
        is_urgent=row.purpose == "service",
    )


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
        if url is None and is_try(row):
            url = settings.BASE_URL  # nobody has one of their own to show, and none of its links does anything
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
    marketing = row.purpose != "service"
    domain = _ascii_domain(sender.email.rpartition("@")[2])
    headers = [
        ("From", mime.mailbox(sender.name, _ascii(sender.email))),
        ("To", mime.mailbox("", _ascii(address))),
        ("Reply-To", mime.mailbox("", _ascii(sender.reply_to)) if sender.reply_to else ""),
        ("Subject", mime.words(subject)),
        ("Date", format_datetime(now)),
        ("Message-ID", f"<{row.reference}.{row.pk}@{domain}>"),
        ("Content-Language", row.language),
        ("List-Unsubscribe", f"<{links.address('u', row.pk)}>" if marketing else ""),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if marketing else ""),
        ("Auto-Submitted", "" if marketing else "auto-generated"),
    ]
    # The boundary comes from the message's own reference: the same message is the same text at every attempt.
    return mime.written(headers, text=text, html=html, boundary=f"=_{row.reference}")


def _ascii(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise CannotRender("bad_address") from error
