"""At publish: every message in every language becomes HTML, text and subject that need nothing but Liquid."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from django.utils.translation import override
from mjml import mjml2html

from suppilo.blocks.mail import MailParts, OfferWords, mail_parts
from suppilo.blocks.mail_frame import MailLook
from suppilo.definition.liquid.sandbox import TextRefused, parse
from suppilo.definition.liquid.variables import roots, without_fallback
from suppilo.definition.model import Bundle, Message
from suppilo.definition.model.base import Texts, say
from suppilo.messages import ports
from suppilo.messages.models import Compiled
from suppilo.publishing.errors import PublishingRefused

#: First names of variables that every message has; registered contexts add theirs.
#: What the id of a broadcast's message begins with; no id of a definition does.
BROADCAST = "broadcast:"
GIVEN = frozenset({"person", "business", "cause", "links"})


class MessageRefused(PublishingRefused):
    """A message of a definition cannot be published. `problems` say for each place what is wrong and what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class CompiledText:
    """One message in one language, with Liquid left in."""

    subject: str
    html: str
    text: str
    links: list[dict[str, str]]


def compile_bundle(workspace_id: int, version_id: int, bundle: Bundle) -> None:
    """Store every message of a version, compiled in every language of the business.

    Raises MessageRefused with all problems before anything is stored. Safe to call again.
    """
    problems: list[str] = []
    rows: list[Compiled] = []
    for message_id, message in messages_of(bundle).items():
        problems += problems_of(bundle, message_id, message)
        for language in bundle.business.languages:
            if not problems:
                made = compile_message(bundle, message, language)
                rows.append(Compiled(version_id=version_id, message_id=message_id, language=language, **vars(made)))
    if problems:
        raise MessageRefused(problems)
    Compiled.objects.filter(version_id=version_id).exclude(message_id__startswith=BROADCAST).delete()
    Compiled.objects.bulk_create(rows, batch_size=100)


def messages_of(bundle: Bundle) -> dict[str, Message]:
    """All messages of the business and of its funnels by id."""
    found = dict(bundle.messages)
    for funnel in bundle.funnels:
        found |= funnel.messages
    return found


def problems_of(bundle: Bundle, message_id: str, message: Message) -> list[str]:
    """What is wrong with the texts of a message, each with its place; empty when it can be published."""
    known = GIVEN | set(ports.contexts())
    found: list[str] = []
    if message.channel == "sms" and message.purpose != "service":
        found += [
            f"messages.{message_id}.text.{language or bundle.business.languages[0]}: say how to leave: "
            "for example “Stop: {{ links.unsubscribe }}”, or “Reply STOP to leave” where replies reach you."
            for language, text in (message.text or {}).items()
            if "links.unsubscribe" not in text and not re.search(r"\bSTOP\b", text)
        ]
    for place, texts in texts_of(message):
        missing = [code for code in bundle.business.languages if code not in texts and "" not in texts]
        if missing:
            found.append(f"messages.{message_id}.{place}: no text in {', '.join(missing)}; write it in every language.")
        for language, text in texts.items():
            where = f"messages.{message_id}.{place}" + (f".{language}" if language else "")
            found += [f"{where}: {problem}" for problem in _problems(text, known)]
    return found


def _problems(text: str, known: frozenset[str] | set[str]) -> list[str]:
    try:
        template = parse(text)
    except TextRefused as error:
        return [str(error)]
    strange = sorted(roots(template) - known)
    return [f"unknown variable {name}; there are {', '.join(sorted(known))}." for name in strange] + [
        f'{name} may be empty: give it a fallback, for example {{{{ {name} | default: "..." }}}}.'
        for name in without_fallback(template)
    ]


def texts_of(message: Message) -> list[tuple[str, Texts]]:
    """Every text of a message with its place in the document."""
    whole = (
        ("subject", message.subject),
        ("title", message.title),
        ("preview", message.preview),
        ("text", message.text),
    )
    found = [(name, text) for name, text in whole if text]
    found += [(f"body.{key}", {"": text}) for key, text in message.body.items()]
    for number, block in enumerate(message.blocks):
        for name in ("heading", "body", "label", "alt", "by"):
            text = getattr(block, name)
            if text:
                found.append((f"blocks.{number}.{name}", text))
        found += [(f"blocks.{number}.items.{at}", item) for at, item in enumerate(block.items)]
    return found


def compile_message(bundle: Bundle, message: Message, language: str) -> CompiledText:
    """One message in one language. Raises MessageRefused when MJML or Liquid refuses the whole."""
    fallbacks = bundle.business.languages
    if message.channel == "webhook":
        return CompiledText("", "", "", [])  # its texts are for a program, the same in every language
    if message.channel == "sms":
        return CompiledText("", "", say(message.text or {}, language, *fallbacks).strip(), [])
    subject = re.sub(r"\s+", " ", say(message.subject, language, *fallbacks) if message.subject else "").strip()
    with override(language):
        look = replace(_look(bundle, message, language), title=subject)
    parts = mail_parts(
        message.blocks,
        look,
        language=language,
        fallbacks=fallbacks,
        offer=partial(_offer, bundle, language),
        tracks=message.tracks_texts,
    )
    if message.channel == "onsite":
        text = say(message.text or {}, language, *fallbacks).strip()
        return CompiledText(parts.links[0].label if parts.links else "", "", text, [vars(one) for one in parts.links])
    if message.channel == "push":
        title, text = (say(words or {}, language, *fallbacks).strip() for words in (message.title, message.text))
        return CompiledText(title, "", text, [vars(one) for one in parts.links])
    return CompiledText(subject, _html(parts, language), parts.text, [vars(link) for link in parts.links])


def _html(parts: MailParts, language: str) -> str:
    try:
        html = str(mjml2html(parts.mjml, disable_comments=False, fonts={}))
    except ValueError as error:
        raise MessageRefused([f"the blocks make no valid mail: {error}"]) from error
    html = html.replace('lang="und"', f'lang="{language}"').replace(' dir="auto"', "")
    return parts.shield.restored(html)


def _look(bundle: Bundle, message: Message, language: str) -> MailLook:
    business = bundle.business
    service = message.purpose == "service"
    return MailLook(
        language=language,
        business=business.name,
        address=business.address,
        colour=business.colour,
        preview=say(message.preview, language, *business.languages) if message.preview else "",
        why=_("You get this mail because you asked for it.")
        if service
        else _("This mail brings news and offers. You can stop them at any time."),
        unsubscribe="" if service else _("Unsubscribe"),
        privacy=_("Privacy"),
        privacy_url=business.privacy_url or "",
    )


def _offer(bundle: Bundle, language: str, offer_id: str) -> OfferWords | None:
    offer = bundle.offers.get(offer_id)
    if offer is None:
        return None
    price = ""
    if offer.price is not None:
        price = format_currency(offer.price.amount, offer.price.currency, locale=language)
    names = bundle.business.languages
    summary = say(offer.summary, language, *names) if offer.summary else ""
    return OfferWords(say(offer.name, language, *names), summary, price)
