"""Mail blocks -> MJML and a plain text part. Liquid is kept for the rendering per recipient."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from suppilo.blocks import richtext
from suppilo.blocks.mail_frame import MailLook, framed
from suppilo.blocks.shielding import Shield
from suppilo.definition.model import Block
from suppilo.definition.model.base import Texts, say

_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^()\s]+)\)")
_EMPHASIS = re.compile(r"(?<![*\w])\*{1,2}(?=\S)([^*\n]+?)(?<=\S)\*{1,2}(?![*\w])")


@dataclass(frozen=True)
class MailLink:
    """A link of a message: its kind (page, url, magnet, confirm, offer), what it points to, and its words."""

    kind: str
    target: str
    label: str


@dataclass(frozen=True)
class OfferWords:
    """How an offer is told in a mail."""

    name: str
    summary: str
    price: str


@dataclass(frozen=True)
class MailParts:
    """A message in one language: MJML whose Liquid stands as marks, plain text with Liquid, and the links in order.

    `shield` puts the Liquid back into the HTML. Link n is printed by the Liquid `{{ links.lN }}`.
    """

    mjml: str
    text: str
    links: tuple[MailLink, ...]
    shield: Shield


@dataclass
class _Writing:
    """What grows while the blocks are written down."""

    language: str
    fallbacks: tuple[str, ...]
    offer: Callable[[str], OfferWords | None]
    look: MailLook
    shield: Shield = field(default_factory=Shield)
    body: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: list[MailLink] = field(default_factory=list)
    tracks: bool = False
    #: The tracked links of texts: what each address is printed by.
    led: dict[str, str] = field(default_factory=dict)

    def say(self, text: Texts | None) -> str:
        return say(text, self.language, *self.fallbacks).strip() if text else ""

    def line(self, text: str) -> str:
        """One line as HTML, Liquid as marks."""
        return richtext.inline(self.shield.marked(text), self.leading)

    def leading(self, words: str, address: str) -> str | None:
        """The mark of a tracked link to where a text leads, the same for the same address.

        An address with Liquid in it is another for everybody, and stays as it is.
        """
        if not self.tracks or not address.startswith(("http://", "https://")) or self.shield.holds(address):
            return None
        if address not in self.led:
            self.led[address] = f"{{{{ links.l{len(self.links)} }}}}"
            self.links.append(MailLink("url", address, self.shield.restored(words)))
        return self.shield.mark(self.led[address])

    def plain(self, text: str) -> str:
        """The markup of a text taken out, for the text part: a link is its words and its address."""
        links = _LINK.sub(lambda found: f"{found[1]} ({self.led.get(found[2], found[2])})", text)
        return _EMPHASIS.sub(r"\1", links)

    def heading(self, text: str, size: str) -> None:
        if text:
            inner = self.line(text)
            self.body.append(f'<mj-text font-size="{size}" font-weight="700" line-height="1.3">{inner}</mj-text>')
            self.text.append(f"{text}\n{'-' * min(len(text), 40)}")

    def paragraphs(self, text: str, attributes: str = "") -> None:
        if text:
            inner = richtext.rich(self.shield.marked(text), self.leading).replace("<br>", "<br />")
            self.body.append(f"<mj-text{attributes}>{inner}</mj-text>")
            self.text.append(self.plain(text))

    def button(self, label: str, kind: str, target: str) -> None:
        place = f"{{{{ links.l{len(self.links)} }}}}"
        self.links.append(MailLink(kind, target, label))
        self.body.append(f'<mj-button href="{self.shield.mark(place)}">{self.line(label)}</mj-button>')
        self.text.append(f"{label}:\n{place}")


def mail_parts(
    blocks: Sequence[Block],
    look: MailLook,
    *,
    language: str,
    fallbacks: tuple[str, ...],
    offer: Callable[[str], OfferWords | None],
    tracks: bool = False,
) -> MailParts:
    """Write the blocks down as MJML and as text. Kinds that make no sense in a mail (form, comparison) are left out.

    With `tracks` links inside texts are links of the message as buttons are.
    """
    writing = _Writing(language, fallbacks, offer, look, tracks=tracks)
    for block in blocks:
        _WRITERS.get(block.kind, _nothing)(block, writing)
    mjml, footer = framed("\n".join(writing.body), look, writing.shield)
    text = "\n\n".join([*writing.text, footer]) + "\n"
    return MailParts(mjml, text, tuple(writing.links), writing.shield)


def _nothing(block: Block, writing: _Writing) -> None:
    """A block that a mail cannot show."""


def _heading(block: Block, writing: _Writing) -> None:
    writing.heading(writing.say(block.heading), "26px" if block.kind == "hero" else "20px")
    writing.paragraphs(writing.say(block.body))
    _link(block, writing)


def _list(block: Block, writing: _Writing) -> None:
    writing.heading(writing.say(block.heading), "20px")
    items = [writing.say(item) for item in block.items]
    if items:
        inner = "".join(f"<li>{writing.line(item)}</li>" for item in items)
        writing.body.append(f"<mj-text><ul>{inner}</ul></mj-text>")
        writing.text.append("\n".join(f"- {writing.plain(item)}" for item in items))


def _quote(block: Block, writing: _Writing) -> None:
    writing.paragraphs(writing.say(block.body), ' font-style="italic"')
    by = writing.say(block.by)
    if by:
        writing.paragraphs(f"\N{EM DASH} {by}", ' font-size="14px"')


def _divider(block: Block, writing: _Writing) -> None:
    writing.body.append("<mj-divider />")
    writing.text.append("* * *")


def _offer(block: Block, writing: _Writing) -> None:
    words = writing.offer(block.offer) if block.offer else None
    if words is None:
        return
    writing.heading(writing.say(block.heading) or words.name, "20px")
    writing.paragraphs(writing.say(block.body) or words.summary)
    if words.price:
        writing.paragraphs(f"**{words.price}**")
    writing.button(writing.say(block.label) or words.name, "offer", block.offer or "")


def _link(block: Block, writing: _Writing) -> None:
    """The button of a block that has one; `link` says to what, else whatever target is given."""
    label = writing.say(block.label)
    kind = block.link or ("url" if block.url else "page" if block.page else "offer" if block.offer else None)
    if label and kind:
        target = {"url": block.url, "page": block.page}.get(kind, block.offer)
        writing.button(label, kind, target or "")


def _image(block: Block, writing: _Writing) -> None:
    source = writing.look.image(block.image) if block.image else None
    alt = writing.say(block.alt)
    if source:
        quoted = writing.shield.escaped(alt)
        writing.body.append(f'<mj-image src="{writing.shield.mark(source)}" alt="{quoted}" />')
    if alt:
        writing.text.append(f"[{alt}]")


_WRITERS: dict[str, Callable[[Block, _Writing], None]] = {
    "hero": _heading,
    "heading": _heading,
    "text": _heading,
    "button": _link,
    "image": _image,
    "list": _list,
    "faq": _list,
    "quote": _quote,
    "offer": _offer,
    "buy": _offer,
    "divider": _divider,
}
