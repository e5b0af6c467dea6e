"""Page blocks -> HTML, one function a kind.

What a kind reads, beside `heading` (a heading) and `body` (text with the small markup of `richtext`):
hero: `label` with `page`, `url`, `form` or `offer` (its button), `image` and `alt`; image: `image`, `alt`;
list: `items`; quote: `body`, `by`; form: `form`; offer: `offer`, `label`; buy: `offer`, `label`;
button: `label` with `page`, `url`, `form` or `offer`; divider: nothing;
faq: `items`, each a question on its first line and the answer on the next ones;
push: `purpose`, `label` (asks to show notifications);
comparison: `items`, each a row of cells with " | " between them, the first row being the column headings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from suppilo.blocks.context import PageContext
from suppilo.blocks.richtext import inline, rich, safe_address
from suppilo.definition.model import Block


def page_html(blocks: Sequence[Block], context: PageContext) -> str:
    """The blocks of a page as safe HTML. The first hero or heading is the page's h1."""
    title_at = next((i for i, block in enumerate(blocks) if block.kind in ("hero", "heading")), None)
    parts = []
    for position, block in enumerate(blocks):
        level = 1 if position == title_at else 2
        parts.append(_KINDS[block.kind](block, context, level))
    return "\n".join(part for part in parts if part)


def has_title(blocks: Sequence[Block]) -> bool:
    """Whether the blocks bring an h1 of their own."""
    return any(block.kind in ("hero", "heading") for block in blocks)


def _section(kind: str, content: str) -> str:
    return f'<section class="block {kind}"><div class="inner">{content}</div></section>' if content else ""


def _heading(block: Block, context: PageContext, level: int) -> str:
    text = context.say(block.heading)
    return f"<h{level}>{inline(text)}</h{level}>" if text else ""


def _body(block: Block, context: PageContext, css: str = "prose") -> str:
    text = context.say(block.body)
    return f'<div class="{css}">{rich(text)}</div>' if text else ""


def target(block: Block, context: PageContext) -> str | None:
    """Where the block's button leads: its form, page, offer or address."""
    if block.form:
        return f"#form-{block.form}"
    if block.page:
        return context.page(block.page)
    if block.offer:
        found = context.offer(block.offer)
        return found.address if found else None
    return safe_address(block.url) if block.url else None


def _button(block: Block, context: PageContext) -> str:
    address, label = target(block, context), context.say(block.label)
    if not address or not label:
        return ""
    return f'<p class="action"><a class="button" href="{escape(address, quote=True)}">{escape(label)}</a></p>'


def _picture(block: Block, context: PageContext) -> str:
    address = context.image(block.image) if block.image else None
    if not address:
        return ""
    alt = escape(context.say(block.alt), quote=True)
    return f'<img src="{escape(address, quote=True)}" alt="{alt}" loading="lazy" decoding="async">'


def _hero(block: Block, context: PageContext, level: int) -> str:
    picture = _picture(block, context)
    words = _heading(block, context, level) + _body(block, context, "lead") + _button(block, context)
    frame = f'<div class="hero-picture">{picture}</div>' if picture else ""
    return _section("hero with-picture" if picture else "hero", f'<div class="hero-words">{words}</div>{frame}')


def _plain_heading(block: Block, context: PageContext, level: int) -> str:
    return _section("heading", _heading(block, context, level) + _body(block, context, "lead"))


def _text(block: Block, context: PageContext, level: int) -> str:
    return _section("text", _heading(block, context, level) + _body(block, context))


def _image(block: Block, context: PageContext, level: int) -> str:
    picture = _picture(block, context)
    caption = context.say(block.body)
    below = f"<figcaption>{inline(caption)}</figcaption>" if caption else ""
    return _section("image", f"<figure>{picture}{below}</figure>" if picture else "")


def _list(block: Block, context: PageContext, level: int) -> str:
    items = "".join(f"<li>{inline(context.say(item))}</li>" for item in block.items)
    return _section("list", _heading(block, context, level) + _body(block, context) + f'<ul class="ticks">{items}</ul>')


def _quote(block: Block, context: PageContext, level: int) -> str:
    by = context.say(block.by)
    caption = f"<figcaption>{escape(by)}</figcaption>" if by else ""
    words = rich(context.say(block.body))
    return _section("quote", f"<figure><blockquote>{words}</blockquote>{caption}</figure>" if words else "")


def _form(block: Block, context: PageContext, level: int) -> str:
    if not block.form:
        return ""
    words = _heading(block, context, level) + _body(block, context)
    return _section("form", _card(f"form-{block.form}", words, context.form(block.form)))


def _card(anchor: str, words: str, live: str) -> str:
    """A card whose words stand beside its live part where there is room."""
    beside = f'<div class="words">{words}</div>' if words else ""
    css = "card split" if words else "card"
    return f'<div class="{css}" id="{escape(anchor, quote=True)}">{beside}<div class="live">{live}</div></div>'


def _price(price: str, note: str) -> str:
    if not price:
        return ""
    small = f' <span class="price-note">{escape(note)}</span>' if note else ""
    return f'<p class="price"><span class="amount">{escape(price)}</span>{small}</p>'


def _offer(block: Block, context: PageContext, level: int) -> str:
    found = context.offer(block.offer) if block.offer else None
    if found is None:
        return ""
    title = inline(context.say(block.heading) or found.name)
    summary = f'<div class="prose">{rich(found.summary)}</div>' if found.summary else ""
    words = f"<h{level}>{title}</h{level}>{_body(block, context) or summary}"
    link = ""
    if found.address:
        label = escape(context.say(block.label) or context.see_offer)
        link = f'<p class="action"><a class="button" href="{escape(found.address, quote=True)}">{label}</a></p>'
    return _section("offer", _card(f"offer-{found.id}", words, _price(found.price, found.note) + link))


def _buy(block: Block, context: PageContext, level: int) -> str:
    found = context.offer(block.offer) if block.offer else None
    if found is None or not block.offer or not found.price:
        return ""
    title = inline(context.say(block.heading) or found.name)
    summary = f'<div class="prose">{rich(found.summary)}</div>' if found.summary else ""
    words = f"<h{level}>{title}</h{level}>{_body(block, context) or summary}"
    live = _price(found.price, found.note) + context.buy(block.offer, context.say(block.label))
    return _section("buy", _card(f"buy-{block.offer}", words, live))


def _push(block: Block, context: PageContext, level: int) -> str:
    live = context.push(block.purpose, context.say(block.label)) if block.purpose else ""
    if not live:
        return ""
    words = _heading(block, context, level) + _body(block, context)
    return _section("push", _card(f"push-{block.purpose}", words, live))


def _lone_button(block: Block, context: PageContext, level: int) -> str:
    return _section("button-row", _button(block, context))


def _divider(block: Block, context: PageContext, level: int) -> str:
    return '<div class="block divider"><div class="inner"><hr></div></div>'


def _faq(block: Block, context: PageContext, level: int) -> str:
    parts = []
    for item in block.items:
        question, _newline, answer = context.say(item).strip().partition("\n")
        parts.append(f'<details><summary>{inline(question)}</summary><div class="prose">{rich(answer)}</div></details>')
    return _section("faq", _heading(block, context, level) + _body(block, context) + "".join(parts))


def _comparison(block: Block, context: PageContext, level: int) -> str:
    rows = [[cell.strip() for cell in context.say(item).split("|")] for item in block.items]
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{inline(cell)}</th>' if cell else "<td></td>" for cell in rows[0])
    body = "".join(
        f'<tr><th scope="row">{inline(row[0])}</th>{"".join(f"<td>{inline(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows[1:]
    )
    title = _heading(block, context, level)
    label = escape(context.say(block.heading), quote=True)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    scroll = f'<div class="table-scroll" role="region" aria-label="{label}" tabindex="0">{table}</div>'
    return _section("comparison", title + _body(block, context) + scroll)


_KINDS: dict[str, Callable[[Block, PageContext, int], str]] = {
    "hero": _hero,
    "heading": _plain_heading,
    "text": _text,
    "image": _image,
    "list": _list,
    "quote": _quote,
    "form": _form,
    "offer": _offer,
    "buy": _buy,
    "button": _lone_button,
    "divider": _divider,
    "faq": _faq,
    "comparison": _comparison,
    "push": _push,
}
