"""Vendors of text messages over real HTTP, with the shapes that they document; what all stand is in `battery/`."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client

from suppilo.events import queries as events
from suppilo.foundation import clock
from suppilo.messages import ports
from suppilo.messages.models import Suppression
from suppilo.messages.operations import take_reports
from suppilo.messages.ports import (
    AnswerLost,
    BelievesAnything,
    Envelope,
    Forged,
    Hook,
    HookRequest,
    Refused,
    Report,
    Unreachable,
    answers_address,
    register_hook,
    report_address,
)
from suppilo.messages.queries import strange_words
from suppilo.messages.reports import hook as hooks
from suppilo.providers.sms_http.account import Account, BadAccount
from suppilo.providers.sms_http.hook import SmsHook, twilio_signature
from suppilo.providers.sms_http.provider import Sms
from tests.messages.test_sms import PURPOSES, SMS, send, somebody
from tests.messages.world import publish
from tests.providers.vendor_server import VendorServer, vendor_server

TEXT = Envelope(workspace_id=1, outgoing_id=7, recipient="+358401234567", text="Hei äö €!", sender="Kahvila")
#: What each vendor documents: an acceptance, a refusal of the number, a refusal of something else.
SPOKEN = {
    "elks": (b'{"status": "created", "id": "s17a6d"}', b'"Invalid to number"', b'"Missing key message"'),
    "twilio": (b'{"sid": "SM1f", "status": "queued"}', b'{"code": 21211, "status": 400}', b'{"code": 21602}'),
}
FIELDS = {
    "elks": ("from", "to", "message", "whendelivered"),
    "twilio": ("From", "To", "Body", "StatusCallback"),
}


@pytest.fixture(params=["elks", "twilio"])
def account(request: pytest.FixtureRequest) -> Account:
    return Account.parse(f"{request.param}://user:pass%40word@?from=Kaamos")


@pytest.fixture
def vendor() -> Iterator[VendorServer]:
    with vendor_server() as server:
        yield server


def carry(account: Account, vendor: VendorServer, *answers: tuple[int, bytes] | str) -> None:
    vendor.answers[:] = answers
    line = Sms(account, lambda one: f"https://shop.example/r/{one.outgoing_id}", url=vendor.url).connect(0)
    line.prepare(TEXT)
    line.accepted()
    line.offer()
    line.answer()


def test_the_request_is_the_vendors(account, vendor):
    carry(account, vendor, (201, SPOKEN[account.vendor.name][0]))
    [(_, headers, body)] = vendor.came
    sender, recipient, text, report = FIELDS[account.vendor.name]
    assert parse_qs(body.decode()) == {
        sender: ["Kaamos"],
        recipient: ["+358401234567"],
        text: ["Hei äö €!"],
        report: ["https://shop.example/r/7"],
    }
    assert b64decode(headers["authorization"].removeprefix("Basic ")) == b"user:pass@word"


def test_a_number_that_is_none_is_told_from_other_refusals(account, vendor):
    _, dead, other = SPOKEN[account.vendor.name]
    with pytest.raises(Refused) as refused:
        carry(account, vendor, (400, dead))
    assert (refused.value.permanent, refused.value.bad_address) == (True, True)
    with pytest.raises(Refused) as refused:
        carry(account, vendor, (400, other))
    assert (refused.value.permanent, refused.value.bad_address) == (True, False)


@pytest.mark.parametrize("status", [429, 503])
def test_too_many_at_once_is_tried_again(account, vendor, status):
    with pytest.raises(Refused) as refused:
        carry(account, vendor, (status, b""))
    assert not refused.value.permanent


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_wrong_password_or_an_empty_account_loses_no_message(account, vendor, status):
    with pytest.raises(Unreachable):
        carry(account, vendor, (status, b"Not enough credits"))


@pytest.mark.parametrize("answer", ["drop", (500, b"")])
def test_a_request_without_a_clear_answer_is_lost_and_not_repeated(account, vendor, answer):
    with pytest.raises(AnswerLost):
        carry(account, vendor, answer)
    assert len(vendor.came) == 1


def test_a_redirect_is_not_followed(account, vendor):
    vendor.location = f"{vendor.url}/elsewhere"
    with pytest.raises(Refused):
        carry(account, vendor, (302, b""))
    assert len(vendor.came) == 1


def test_nobody_there_is_unreachable(account):
    with pytest.raises(Unreachable):
        carry(account, VendorServer(url="http://127.0.0.1:9"))


@pytest.mark.parametrize(
    "url", ["elks://user@?from=a", "twilio://:x@?from=a", "elks://u:secret@", "clickatell://u:secret@?from=a"]
)
def test_an_account_that_cannot_be_used_is_told_without_its_password(url):
    with pytest.raises(BadAccount) as told:
        Account.parse(url)
    assert "secret" not in str(told.value)


@pytest.fixture
def hooked(account: Account, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr(hooks, "_hooks", {})
    monkeypatch.setattr(ports, "_providers", {**ports._providers})
    ports.use_provider("sms", ports.provider_of("email"))
    register_hook(SmsHook(account))
    return account


def post(account: Account, address: str, fields: dict[str, str], *, password: str = "pass@word") -> int:
    """A report as the vendor posts it, signed with `password` where the vendor signs."""
    body = urlencode(fields)
    request = HookRequest(url=address, token="", body=body.encode())
    headers = {"X-Twilio-Signature": twilio_signature(password, request)} if account.vendor.name == "twilio" else {}
    path = "/" + address.split("/", 3)[3]
    return Client().post(path, data=body, content_type="application/x-www-form-urlencoded", headers=headers).status_code


def report(account: Account, word: str, number: str = "s1") -> dict[str, str]:
    if account.vendor.name == "elks":
        return {"id": number, "status": word, "delivered": "2026-03-10T10:00:10"}
    return {"MessageSid": number, "MessageStatus": word, "AccountSid": "user"}


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("word", "kept"),
    [("teleported", "teleported"), ("", "?"), ("ask +358401234567", "?"), ("a@b.fi", "?"), ("x" * 900, "?")],
)
def test_a_word_that_nobody_knows_is_kept_once_without_what_could_be_an_address(hooked, word, kept):
    shop = publish(messages=SMS, purposes=PURPOSES)
    row = send(shop, somebody(shop), "reminder")
    for number in ("s1", "s1", "s1\0"):
        assert post(hooked, report_address("sms", row.pk), report(hooked, word, number)) == 200
    [found] = strange_words(shop.workspace_id)
    assert (found.channel, found.word, found.person_id) == ("sms", kept, row.person_id)
    facts = events.facts_of(shop.workspace_id, [row.person_id], names=("message_reported",))[row.person_id]
    assert [fact.properties["word"] for fact in facts] == [kept]


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_of_words_made_up_anew_for_every_message_a_hundred_are_kept(hooked):
    shop = publish(messages=SMS, purposes=PURPOSES)
    row = send(shop, somebody(shop), "reminder")
    reports = [
        Report(kind="strange", event_id=f"{number}", channel="sms", outgoing_id=row.pk, word=f"word {number}")
        for number in range(105)
    ]
    take_reports("sms", reports, now=clock.now())
    assert len(strange_words(shop.workspace_id)) == 100


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
def test_an_answer_of_stop_comes_in_by_the_address_of_the_workspace(hooked):
    shop = publish(messages=SMS, purposes=PURPOSES)
    somebody(shop)
    sender, text = ("from", "message") if hooked.vendor.name == "elks" else ("From", "Body")
    fields = {**report(hooked, "received"), sender: "+358401234567", text: "Stop"}
    assert post(hooked, answers_address("sms", shop.workspace_id), fields) == 200
    assert Suppression.objects.get(channel="sms").reason == "unsubscribe"


@pytest.mark.pure
def test_a_hook_that_believes_anything_cannot_be_registered():
    class Gullible(Hook):
        vendor = "gullible"

        def verify(self, request):
            """Forgotten."""

        def read(self, request):
            return []

    class Unverified(Gullible):
        def verify(self, request):
            raise Forged

        def take(self, request):
            return []

    for one in (Gullible(), Unverified()):
        with pytest.raises(BelievesAnything):
            register_hook(one)
    assert hooks.hook_of("gullible") is None
