"""Reading forms as a browser does: which fields a page would send."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import HttpResponse


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "input" and self.forms and "name" in given and given.get("type") != "checkbox":
            self.forms[-1][1][given["name"]] = given.get("value", "")


def form_to(response: HttpResponse, part: str) -> dict[str, str]:
    """The fields of the first form whose action contains `part`."""
    reader = _Forms()
    reader.feed(response.content.decode())
    return dict(next(fields for action, fields in reader.forms if part in action))
