"""The small markup that texts may use: paragraphs, **bold**, *italic*, [links](https://...), and lists with "- ".

Everything is escaped first; only what is named here becomes HTML, so a text can never carry a script.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urlsplit

_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,2000})\)")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])")
_ITEM = re.compile(r"^\s*[-*]\s+")
_STEP = re.compile(r"^\s*\d{1,3}[.)]\s+")


def safe_address(address: str) -> str | None:
    """The address when it may stand in a link (http, https, mailto, tel, or a path of ours), else None."""
    parts = urlsplit(address.strip())
    if parts.scheme.lower() in ("http", "https"):
        return address.strip() if parts.netloc else None
    if parts.scheme.lower() in ("mailto", "tel"):
        return address.strip()
    ours = not parts.scheme and not parts.netloc and address.strip().startswith(("/", "#", "?"))
    return address.strip() if ours and "\\" not in address else None


#: Where a link of a text is to lead instead, by its words and its address; None leaves it as it was written.
Leading = Callable[[str, str], str | None]


def inline(text: str, leading: Leading | None = None) -> str:
    """One line of text -> HTML. What `leading` answers is put into the link as it is."""
    result = _LINK.sub(lambda found: _link(found, leading), escape(text, quote=True))
    result = _BOLD.sub(r"<strong>\1</strong>", result)
    return _ITALIC.sub(r"<em>\1</em>", result)


def _link(found: re.Match[str], leading: Leading | None) -> str:
    address = safe_address(unescape(found[2]))
    if address is None:
        return found[1]
    # A star in an address must not be read as emphasis by the steps that follow.
    spelled = leading(unescape(found[1]), address) if leading else None
    spelled = spelled or escape(address, quote=True).replace("*", "%2A")
    return f'<a href="{spelled}" rel="noopener">{found[1]}</a>'


def rich(text: str, leading: Leading | None = None) -> str:
    """A text of several paragraphs and lists -> HTML; `leading` as of `inline`."""
    chunks = re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n"))
    return "".join(_chunk(chunk, leading) for chunk in chunks if chunk.strip())


def _chunk(chunk: str, leading: Leading | None) -> str:
    lines = chunk.strip().split("\n")
    for pattern, tag in ((_ITEM, "ul"), (_STEP, "ol")):
        if all(pattern.match(line) for line in lines):
            items = "".join(f"<li>{inline(pattern.sub('', line), leading)}</li>" for line in lines)
            return f"<{tag}>{items}</{tag}>"
    return f"<p>{'<br>'.join(inline(line.strip(), leading) for line in lines)}</p>"
