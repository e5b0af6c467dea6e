"""A mail server that misbehaves, as the connection sees it: what is certain, what is lost, and that nothing hangs."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from suppilo.messages.ports import AnswerLost, Envelope, Refused, Unreachable
from suppilo.providers.mail_smtp import provider as smtp
from suppilo.providers.mail_smtp.server import BadServer, Server

pytestmark = pytest.mark.pure
MAIL = Envelope(
    workspace_id=1,
    outgoing_id=1,
    sender="shop@kahvila.example",
    recipient="aino@example.org",
    text="",
    raw=b"Subject: x\r\n\r\n.dot\r\nend\r\n",
)
GOOD = {"MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", ".": "250 taken", "RSET": "250 ok"}


@contextmanager
def server(answers: dict[str, str], *, pipelines: bool) -> Iterator[tuple[str, list[bytes]]]:
    """A server that says `answers` by command; "hang" says nothing, "drop" ends the connection."""
    listening = socket.create_server(("127.0.0.1", 0))
    came: list[bytes] = []
    ended = threading.Event()

    def talk() -> None:
        line, _ = listening.accept()
        file = line.makefile("rb")
        line.sendall(b"220 here\r\n")
        in_data = False
        for got in file:
            came.append(got)
            if in_data and got != b".\r\n":
                continue
            word = "." if in_data else got[:4].decode().strip().upper()
            if word == "EHLO":
                line.sendall(b"250-here\r\n" + (b"250-PIPELINING\r\n" if pipelines else b"") + b"250 SIZE\r\n")
                continue
            answer = {**GOOD, **answers}[word]
            in_data = word == "DATA" and answer.startswith("354")
            if answer == "hang":
                ended.wait(10)
            if answer in ("hang", "drop"):
                break
            line.sendall(answer.encode() + b"\r\n")
        file.close()
        line.close()

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}", came
    finally:
        ended.set()
        listening.close()
        thread.join(5)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "ANSWER_WITHIN", 0.3)
    monkeypatch.setattr(smtp, "MESSAGE_WITHIN", 0.3)


def carry(url: str) -> None:
    line = smtp.Smtp(Server.parse(url)).connect(0)
    try:
        line.prepare(MAIL)
        line.accepted()
        line.offer()
        line.answer()
    finally:
        line.close()


BOTH = pytest.mark.parametrize("pipelines", [False, True], ids=["in turn", "at once"])


@BOTH
@pytest.mark.parametrize("how", ["hang", "drop"])
@pytest.mark.parametrize(
    ("where", "what"), [("MAIL", Unreachable), ("RCPT", Unreachable), ("DATA", Unreachable), (".", AnswerLost)]
)
def test_silence_before_the_message_is_certain_and_after_it_is_not(where, how, what, pipelines):
    started = time.monotonic()
    with server({where: how}, pipelines=pipelines) as (url, _), pytest.raises(what):
        carry(url)
    assert time.monotonic() - started < 5


@BOTH
@pytest.mark.parametrize(
    ("where", "said", "permanent", "dead"),
    [
        ("MAIL", "451 later", False, False),
        ("RCPT", "450 4.7.1 greylisted", False, False),
        ("RCPT", "550 5.1.1 no such user", True, True),
        ("RCPT", "550 5.7.1 not welcome", True, False),
        ("DATA", "451 later", False, False),
        (".", "452 full", False, False),
        (".", "554 spam", True, False),
        (".", "421 closing", False, False),
    ],
)
def test_a_clear_no_is_told_as_it_was_said(where, said, permanent, dead, pipelines):
    with server({where: said}, pipelines=pipelines) as (url, _), pytest.raises(Refused) as refused:
        carry(url)
    assert (refused.value.permanent, refused.value.bad_address) == (permanent, dead)
    assert refused.value.text == said


@BOTH
def test_nonsense_instead_of_an_answer_to_the_message_is_lost(pipelines):
    with server({".": "hello there"}, pipelines=pipelines) as (url, _), pytest.raises(AnswerLost):
        carry(url)


@BOTH
def test_a_message_goes_over_whole_with_its_dots_doubled(pipelines):
    with server({}, pipelines=pipelines) as (url, came):
        carry(url)
    assert b"..dot\r\n" in came
    assert came[-1] == b".\r\n"


def test_a_server_that_waits_for_a_message_which_is_not_to_be_sent_is_left():
    with server({}, pipelines=True) as (url, came):
        line = smtp.Smtp(Server.parse(url)).connect(0)
        line.prepare(MAIL)
        line.accepted()
        assert not line.is_alive()
        with pytest.raises(Unreachable):
            line.prepare(MAIL)
    assert b"end\r\n" not in came


@pytest.mark.parametrize("address", ["a@example.org>\r\nRCPT TO:<b@example.org", "a b@example.org", "<a>@example.org"])
def test_an_address_cannot_become_a_command(address):
    with server({}, pipelines=False) as (url, came):
        line = smtp.Smtp(Server.parse(url)).connect(0)
        with pytest.raises(Refused):
            line.prepare(Envelope(**{**vars(MAIL), "recipient": address}))
            line.accepted()
        line.close()
    assert not [one for one in came if one.startswith(b"RCPT")]


@pytest.mark.parametrize("given", ["0", "51", "x", ""])
def test_a_number_of_connections_that_is_none_is_refused(given):
    with pytest.raises(BadServer, match="connections"):
        Server.parse(f"smtp://mail.example.org?connections={given}")


def test_four_connections_unless_told_otherwise():
    assert Server.parse("smtp://mail.example.org").connections == 4
    assert Server.parse("smtp://mail.example.org?connections=9").connections == 9


@pytest.mark.parametrize(("takes", "said"), [(True, ""), (False, "SMTPUTF8")])
def test_a_name_with_letters_of_its_own_needs_a_server_that_takes_it(takes, said, monkeypatch):
    with server({}, pipelines=False) as (url, came):
        line = smtp.Smtp(Server.parse(url)).connect(0)
        monkeypatch.setitem(line._smtp.esmtp_features, "smtputf8", "") if takes else None
        letter = Envelope(**{**vars(MAIL), "recipient": "åsa@bücher.example"})
        if takes:
            line.prepare(letter)
            line.accepted()
        else:
            with pytest.raises(Refused, match=said) as refused:
                line.prepare(letter)
            assert refused.value.permanent
        line.close()
    told = [one.decode() for one in came if one[:4] in (b"MAIL", b"RCPT")]
    spoken = ["MAIL FROM:<shop@kahvila.example> SMTPUTF8\r\n", "RCPT TO:<åsa@xn--bcher-kva.example>\r\n"]
    assert [re.sub(" SIZE=[0-9]+", "", one) for one in told] == (spoken if takes else [])
