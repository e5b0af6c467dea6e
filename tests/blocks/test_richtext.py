"""Texts may be bold, have links and lists, and can never carry a script."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppilo.blocks.richtext import inline, rich, safe_address

pytestmark = pytest.mark.pure
ALLOWED = {"p", "br", "ul", "ol", "li", "strong", "em", "a"}


class Reader(HTMLParser):
    """Notes every tag and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.tags


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nThree", "<p>One<br>two</p><p>Three</p>"),
        ("**Fresh** and *slow*", "<p><strong>Fresh</strong> and <em>slow</em></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("2 * 3 * 4 < 30 & more", "<p>2 * 3 * 4 &lt; 30 &amp; more</p>"),
        (
            "[shop](https://a.example/x?a=1&b=2)",
            '<p><a href="https://a.example/x?a=1&amp;b=2" rel="noopener">shop</a></p>',
        ),
        ("[bad](javascript:alert(1))", "<p>[bad](javascript:alert(1))</p>"),
        ("[bad](javascript:alert)", "<p>bad</p>"),
    ],
)
def test_the_small_markup_becomes_html(text: str, html: str):
    assert rich(text) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https:///nowhere",
    ],
)
def test_addresses_that_run_code_or_hide_their_host_are_not_linked(address: str):
    assert safe_address(address) is None


pieces = st.sampled_from(
    ["<script>", "</p>", '" onmouseover="x', "[a](", "javascript:", "https://a.example/", ")", "**", "*", "'", "&#x6a;"]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=6)), max_size=12).map("".join))
def test_no_text_becomes_anything_but_the_few_allowed_tags(text: str):
    for tag, attributes in tags(rich(text) + inline(text)):
        assert tag in ALLOWED
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else set())
        if tag == "a":
            assert safe_address(attributes["href"] or "") is not None
