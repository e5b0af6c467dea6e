"""Mail is signed so that a stranger's verifier (dkimpy) agrees, and nothing that matters can be changed on the way."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.foundation import clock, work
from suppilo.messages.dkim import keys
from suppilo.messages.dkim.signing import signed
from suppilo.messages.operations import BadKeyName, QueueItem, make_mail_key, queue
from tests.messages.world import publish

NOON = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> keys.MailKey:
    return keys.MailKey("kahvila.example", "suppilo", rsa.generate_private_key(public_exponent=65537, key_size=2048))


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


def verified(raw: bytes, key: keys.MailKey) -> bool:
    def published(name: bytes, timeout: int = 5) -> bytes | None:
        return key.record.encode() if name.decode().rstrip(".") == key.record_name else None

    return bool(dkim.verify(raw, dnsfunc=published))


def sign(raw: bytes, key: keys.MailKey) -> bytes:
    return signed(raw, domain=key.domain, selector=key.selector, key=key.private, now=NOON)


def received(post, message: str) -> bytes:
    world = publish()
    person = world.person("aino@example.org", language="fi", consent="granted")
    item = QueueItem(person_id=person, message_id=message, unique_key=message)
    queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return post.delivered[-1].raw


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_marketing_arrives_signed_with_its_unsubscribe_headers_covered(post, home):
    key = make_mail_key("kahvila.example")
    raw = received(post, "offer_mail")
    assert verified(raw, key)
    mail = message_from_bytes(raw, policy=default)
    covered = re.search(r"[; ]h=([^;]+)", mail["DKIM-Signature"])[1].replace(" ", "").split(":")
    for name in ("list-unsubscribe", "list-unsubscribe-post", "from"):
        assert covered.count(name) == 2, "named once more than it occurs: a second one cannot be added"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Content-Language"] == "fi"
    assert mail["Subject"] == "Tarjous"
    assert "Laatikko." in mail.get_body(("plain",)).get_content()
    assert "Laatikko." in mail.get_body(("html",)).get_content()


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_an_unsubscribe_header_cannot_be_added_to_a_service_mail(post, home):
    key = make_mail_key("kahvila.example")
    raw = received(post, "guide_mail")
    assert verified(raw, key)
    assert not verified(b"List-Unsubscribe: <https://evil.example/>\r\n" + raw, key)


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_without_a_key_mail_leaves_unsigned(post, home):
    assert b"DKIM-Signature" not in received(post, "offer_mail")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"From: Shop", b"From: Bank"),
        (b"Subject: One", b"Subject: Two"),
        (b"https://shop.example/u/1", b"https://evil.example/u/1"),
        (b"Dear you", b"Dear me"),
        (b"From: Shop", b"From: Evil <e@evil.example>\r\nFrom: Shop"),
    ],
)
def test_what_is_changed_on_the_way_breaks_the_signature(key, old, new):
    raw = (
        b"From: Shop <a@kahvila.example>\r\nTo: b@example.org\r\nSubject: One\r\n"
        b"List-Unsubscribe: <https://shop.example/u/1>\r\n\r\nDear you\r\n"
    )
    assert verified(sign(raw, key), key)
    assert not verified(sign(raw, key).replace(old, new, 1), key)


LINES = st.text(alphabet="ab .\t=ä", max_size=12)


@pytest.mark.pure
@settings(max_examples=60, deadline=None)
@given(
    subject=st.text(alphabet="ab \t", min_size=1, max_size=30).filter(str.strip),
    lines=st.lists(LINES, max_size=8),
    end=st.sampled_from(["\r\n", "\r\n\r\n", " \t\r\n \r\n", "  \r\n"]),
)
def test_dkimpy_agrees_whatever_blanks_and_empty_lines_there_are(key, subject, lines, end):
    body = "\r\n".join(lines) + end
    raw = f"From: a@kahvila.example\r\nSubject:  {subject}\r\n  folded\r\n\r\n{body}".encode()
    assert verified(sign(raw, key), key)


def test_a_key_is_made_once_and_only_its_owner_reads_it(home):
    first = make_mail_key("Kahvila.Example")
    assert make_mail_key("kahvila.example").record == first.record
    [file] = home.rglob("*.pem")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.record_name == "suppilo._domainkey.kahvila.example"
    assert first.private.key_size == 2048


def test_mail_of_a_domain_below_is_signed_by_the_one_above_and_a_strangers_by_nobody(home):
    make_mail_key("kahvila.example")
    assert keys.key_of("news.kahvila.example").domain == "kahvila.example"
    assert keys.key_of("example") is None
    assert keys.key_of("notkahvila.example") is None


@pytest.mark.parametrize("domain", ["", "..", "../../etc", "kahvila", "a b.example", "kahvila.example/x", "-a.example"])
def test_a_name_that_is_no_domain_makes_no_file(home, domain):
    with pytest.raises(BadKeyName):
        make_mail_key(domain)
    assert list(home.rglob("*.pem")) == []


def test_the_key_of_a_domain_with_other_letters_stands_under_its_name_in_the_dns(home):
    assert make_mail_key("bücher.example").record_name == "suppilo._domainkey.xn--bcher-kva.example"
