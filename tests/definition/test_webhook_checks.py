"""A webhook in a definition: where it may go, and what it carries."""

from __future__ import annotations

import pytest

from suppilo.definition.reading import Reading
from tests.definition.small import spoiled

pytestmark = pytest.mark.pure
GOOD = "https://hooks.example.com/orders?from=shop"


def told(url: str = GOOD, more: str = "", body: str = "{city: \"{{ person.city | default: '-' }}\"}") -> Reading:
    hook = f'  tell:\n    channel: webhook\n    url: "{url}"\n    body: {body}\n{more}'
    return spoiled("messages:\n", f"messages:\n{hook}")


def codes(reading: Reading) -> list[tuple[str, str, bool]]:
    return [(one.code, one.key, one.line > 0) for one in reading.errors]


@pytest.mark.parametrize(
    "url",
    [
        GOOD,
        "https://example.com",
        "https://example.com:8443/x",
        "https://1.1.1.1/x",
        "https://xn--bcher-kva.example.com",
    ],
)
def test_a_public_address_with_https_may_be_called(url):
    assert codes(told(url)) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/x",
        "ftp://hooks.example.com/x",
        "hooks.example.com/x",
        "/orders",
        "https://",
        "https:///x",
        "https://user:secret@hooks.example.com/x",
        "https://hooks.example.com/x#part",
        "https://hooks.example.com/a b",
        "https://hooks.example.com:99999/x",
        "https://hooks.example.com/{{ person.city }}",
        "https://hooks.example.com/" + "x" * 400,
        "https://[::1/x",
        "https://bücher.example/x",
    ],
)
def test_an_address_that_is_none_is_refused_with_its_place(url):
    reading = told(url)
    assert codes(reading) == [("value", "messages.tell.url", True)]
    assert "https://" in reading.errors[0].message


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "shop.localhost",
        "printer.local",
        "db.internal",
        "router",
        "nas.lan",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "10.0.0.8",
        "192.168.1.1:8443",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "[2002:7f00:1::]",
        "localhost.",
    ],
)
def test_a_private_host_is_refused_with_its_place(host):
    reading = told(f"https://{host}/x")
    assert codes(reading) == [("value", "messages.tell.url", True)]
    assert "public" in reading.errors[0].message


@pytest.mark.parametrize(
    ("more", "body", "found"),
    [
        ("    purpose: newsletter\n", "{a: b}", ("webhook_purpose", "messages.tell.purpose")),
        ("    sender: us\n", "{a: b}", ("channel_key", "messages.tell.sender")),
        ("    subject: Hello\n", "{a: b}", ("channel_key", "messages.tell.subject")),
        ("    text: Hello\n", "{a: b}", ("channel_key", "messages.tell.text")),
        ("", "{}", ("missing_key", "messages.tell")),
        ("", '{a: ""}', ("empty_text", "messages.tell.body.a")),
        ("", '{a: "{{ person.cty }}"}', ("unknown_id", "messages.tell.body.a")),
        ("", '{a: "{{ person.city }}"}', ("no_fallback", "messages.tell.body.a")),
        ("", '{a: "{% if %}"}', ("liquid_syntax", "messages.tell.body.a")),
    ],
)
def test_what_a_webhook_cannot_have_is_refused_with_its_place(more, body, found):
    assert [one[:2] for one in codes(told(more=more, body=body))][:1] == [found]


def test_a_mail_has_no_address_to_be_posted_to():
    reading = spoiled("    subject: {en:", f"    url: {GOOD}\n    subject: {{en:")
    assert [(one.code, one.key) for one in reading.errors] == [("channel_key", "messages.hello.url")]
