"""Requests to the outside go to public addresses only, to the one that was checked."""

from __future__ import annotations

import socket

import pytest

from suppilo.foundation.outward import Call, NotReached, public_address

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "2130706433",
        "0x7f.1",
    ],
)
def test_a_private_place_is_not_called(host):
    with pytest.raises(NotReached):
        public_address(host, 80)


def test_a_name_that_leads_to_a_private_address_among_others_is_not_called(monkeypatch):
    def both(*_args, **_more):
        return [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(NotReached, match="10.0.0.1"):
        public_address("both.example", 80)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    called = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_m: [(2, 1, 6, "", ("93.184.216.34", 80))])

    def connecting(address, timeout):
        called.append(address)
        raise OSError("far away")

    monkeypatch.setattr(socket, "create_connection", connecting)
    with pytest.raises(NotReached):
        Call("http://shop.example/x").connect()
    assert called == [("93.184.216.34", 80)]


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "file:///etc/passwd", "http://", "https://u:p@a.example/", "http://a.example:99999/"]
)
def test_only_plain_web_addresses_are_called(url):
    with pytest.raises(NotReached):
        Call(url)
