"""What stands in a mail beside what people read: a hidden link that only programs follow, and the pixel if wanted."""

from __future__ import annotations

from suppilo.messages import links

_END = "</body>"


def marked(html: str, outgoing_id: int, *, opens: bool) -> str:
    """The HTML with the marks of this message before its end."""
    hidden = 'style="display:none" tabindex="-1" aria-hidden="true"'
    marks = f'<a href="{links.address("h", outgoing_id)}" {hidden}></a>'
    if opens:
        marks += f'<img src="{links.address("o", outgoing_id)}" width="1" height="1" alt="">'
    before, end, after = html.rpartition(_END)
    return f"{before}{marks}{end}{after}" if end else html + marks
