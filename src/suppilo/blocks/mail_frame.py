"""What stands around the blocks of a mail: colours for light and dark, the card, the footer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from suppilo.blocks.colour import theme
from suppilo.blocks.shielding import Shield


def _no_image(name: str) -> str | None:
    return None


@dataclass(frozen=True)
class MailLook:
    """How a business's mail looks, and the words of its footer. `unsubscribe` is empty for service messages.

    `title` names the mail where it is opened by itself, for somebody who hears it read.
    """

    language: str
    business: str
    address: str
    colour: str
    preview: str
    why: str
    title: str = ""
    unsubscribe: str = ""
    privacy: str = ""
    privacy_url: str = ""
    image: Callable[[str], str | None] = _no_image


_DARK = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a { text-decoration: underline; }
.card p { margin: 0 0 14px; }
.card p:last-child { margin-bottom: 0; }
ul { margin: 0; padding-left: 22px; }
@media (prefers-color-scheme: dark) {
  body, .page, .page > table, .page > table > tbody > tr > td { background: #16120f !important; }
  .card, .card > table, .card > table > tbody > tr > td { background: #241e1a !important; }
  .card div, .brand div { color: #f4ede6 !important; }
  .card p, .rule p { border-top-color: #5a4d43 !important; }
  .foot div, .foot a { color: #c9bbae !important; }
}
"""


def framed(body: str, look: MailLook, shield: Shield) -> tuple[str, str]:
    """The whole MJML around `body`, and the footer for the text part."""
    colours = theme(look.colour, dark=False)
    name = "" if look.address.startswith(look.business) else look.business
    text = [line for line in (look.why, name, look.address) if line]
    rows = [shield.escaped(line) for line in text]
    if look.unsubscribe:
        place = shield.mark("{{ links.unsubscribe }}")
        rows.append(f'<a href="{place}" style="color:#6b5d52">{shield.escaped(look.unsubscribe)}</a>')
        text.append(f"{look.unsubscribe}: {{{{ links.unsubscribe }}}}")
    if look.privacy_url:
        target = shield.escaped(look.privacy_url)
        rows.append(f'<a href="{target}" style="color:#6b5d52">{shield.escaped(look.privacy)}</a>')
        text.append(f"{look.privacy}: {look.privacy_url}")
    mjml = _FRAME.format(
        language=look.language,
        title=shield.escaped(look.title or look.business),
        preview=shield.escaped(look.preview),
        dark=_DARK,
        colour=colours.accent,
        ink=colours.on_accent,
        business=shield.escaped(look.business),
        body=body,
        footer="<br />".join(rows),
    )
    return mjml, "-- \n" + "\n".join(text)


_FRAME = """<mjml lang="{language}"><mj-head>
<mj-title>{title}</mj-title><mj-preview>{preview}</mj-preview>
<mj-raw><meta name="color-scheme" content="light dark" />
<meta name="supported-color-schemes" content="light dark" /></mj-raw>
<mj-attributes>
<mj-all font-family="-apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif" />
<mj-text font-size="16px" line-height="1.6" color="#2a211b" padding="8px 28px" />
<mj-button background-color="{colour}" color="{ink}" font-size="16px" font-weight="600"
  border-radius="8px" align="left" padding="12px 28px" inner-padding="14px 24px" />
<mj-divider border-width="1px" border-color="#e4d9cf" padding="16px 28px" css-class="rule" />
<mj-image padding="8px 28px" />
</mj-attributes>
<mj-style>{dark}</mj-style>
</mj-head><mj-body background-color="#f6f1ec" css-class="page">
<mj-section css-class="brand" padding="24px 0 8px"><mj-column>
<mj-text font-size="18px" font-weight="700">{business}</mj-text>
</mj-column></mj-section>
<mj-section css-class="card" background-color="#ffffff" border-radius="12px" padding="20px 0"><mj-column>
{body}
</mj-column></mj-section>
<mj-section css-class="foot" padding="12px 0 32px"><mj-column>
<mj-text font-size="13px" line-height="1.5" color="#6b5d52">{footer}</mj-text>
</mj-column></mj-section>
</mj-body></mjml>
"""
