"""Vendors of mail over real HTTP: what each answer means, and which message an answer of a person is to.

What every vendor has to stand is in `battery/`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

import pytest
from django.test import Client

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations import QueueItem, queue
from suppilo.messages.ports import answers_address, register_hook
from suppilo.messages.queries import strange_words
from suppilo.messages.reports import hook as hooks
from suppilo.providers.mail_anymail.account import BadMailAccount, MailAccount
from suppilo.providers.mail_anymail.hook import MailHook
from suppilo.providers.mail_anymail.provider import AnymailProvider
from tests.messages.world import World, publish
from tests.providers.vendor_server import VendorServer, vendor_server

URLS = {"postmark": "postmark://token@", "mailgun": "mailgun://key@?domain=kahvila.example&signing=secret"}
#: What each vendor documents as the answer to a mail it takes.
TAKEN = {
    "postmark": b'{"To": "aino@example.org", "MessageID": "0a1b", "ErrorCode": 0, "Message": "OK"}',
    "mailgun": b'{"id": "<1@kahvila.example>", "message": "Queued. Thank you."}',
}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture(params=sorted(URLS))
def account(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MailAccount:
    found = MailAccount.parse(URLS[request.param])
    monkeypatch.setattr(hooks, "_hooks", {})
    monkeypatch.setattr(ports, "_providers", {**ports._providers})
    register_hook(MailHook(found))
    return found


def send(account: MailAccount, *answers: tuple[int, bytes] | str) -> tuple[World, Outgoing, VendorServer]:
    """One marketing mail through the outbox, to a vendor that answers so."""
    shop = publish()
    person = shop.person("aino@example.org", language="fi", consent="granted")
    item = QueueItem(person_id=person, message_id="offer_mail", unique_key="k")
    queue(shop.workspace_id, version_id=shop.version_id, items=[item], now=clock.now())
    with vendor_server() as vendor:
        vendor.answers[:] = answers or [(200, TAKEN[account.vendor.name])]
        ports.use_provider("email", AnymailProvider(account, api_url=vendor.url))
        work.run_due(clock.now(), only=("outbox",))
    return shop, Outgoing.objects.get(), vendor


def test_the_vendor_gets_the_whole_message_with_its_unsubscribe_headers(account):
    _, row, vendor = send(account)
    assert row.status == Status.SENT
    [(_, _, body)] = vendor.came
    plain = body.decode("utf-8", "replace") + unquote_to_bytes(body.replace(b"+", b" ")).decode("utf-8", "replace")
    for part in ("aino@example.org", "Tarjous", "Laatikko", "List-Unsubscribe-Post", f"{row.pk}.{row.reference}"):
        assert part in plain
    assert "DKIM-Signature" not in plain, "the vendor signs"


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ((401, b"{}"), Status.QUEUED, "unreachable"),
        ((429, b"{}"), Status.QUEUED, "try_again"),
        ((503, b"{}"), Status.QUEUED, "try_again"),
        ((422, b'{"ErrorCode": 300, "Message": "Invalid email request"}'), Status.FAILED, "refused"),
        ((500, b"{}"), Status.UNKNOWN, "answer_lost"),
        ("drop", Status.UNKNOWN, "answer_lost"),
    ],
)
def test_every_answer_has_its_outcome(account, answer, status, reason):
    _, row, _ = send(account, answer)
    assert (row.status, row.reason) == (status, reason)


def told(account: MailAccount, row: Outgoing) -> dict[str, Any]:
    """A report in a word that nobody knows, as the vendor writes it."""
    about = {"suppilo": f"{row.pk}.{row.reference}"}
    if account.vendor.name == "postmark":
        return {"RecordType": "Teleported", "MessageID": "0a1b", "Recipient": "aino@example.org", "Metadata": about}
    more = {"id": "1", "timestamp": 1773136700.5, "recipient": "aino@example.org", "user-variables": about}
    return signed({"event-data": {"event": "teleported", **more}})


def signed(content: dict[str, Any], key: str = "secret") -> dict[str, Any]:
    stamp, token = "1773136700", "t" * 50
    made = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"signature": {"timestamp": stamp, "token": token, "signature": made}, **content}


def post(address: str, content: dict[str, Any] | bytes) -> int:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Client().post("/" + address.split("/", 3)[3], data=body, content_type="application/json").status_code


def facts(shop: World, row: Outgoing) -> list[tuple[str, bool | None]]:
    found = events.facts_of(shop.workspace_id, [row.person_id])[row.person_id]
    names = ("delivered", "bounced", "complained", "opened", "clicked", "replied", "reported")
    return sorted(
        (fact.name.removeprefix("message_"), fact.properties.get("hard"))
        for fact in found
        if fact.name.removeprefix("message_") in names
    )


def test_a_report_of_an_unknown_kind_about_no_message_is_kept_too(account):
    shop, row, _ = send(account)
    row.reference = "guessed"
    assert post(answers_address("mail", shop.workspace_id), told(account, row)) == 200
    assert facts(shop, row) == []
    [found] = strange_words(shop.workspace_id)
    assert (found.message_id, found.person_id) == ("", 0)


def answered(account: MailAccount, sender: str = "aino@example.org", **headers: str) -> tuple[bytes, str]:
    """An answer as the vendor posts it, and its content type."""
    more = {"Message-ID": "<in-1@example.org>", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if account.vendor.name == "postmark":
        inbound = {
            "FromFull": {"Email": sender, "Name": "Aino"},
            "From": sender,
            "To": "us@kahvila.example",
            "Subject": "Re: Tarjous",
            "MessageID": "in-1",
            "TextBody": "Kiitos!",
            "Headers": [{"Name": name, "Value": value} for name, value in more.items()],
            "RecordType": "Inbound",
        }
        return json.dumps(inbound).encode(), "application/json"
    fields = {
        "recipient": "us@kahvila.example",
        "sender": sender,
        "from": f"Aino <{sender}>",
        "subject": "Re: Tarjous",
        "body-plain": "Kiitos!",
        "message-headers": json.dumps([["From", f"Aino <{sender}>"], *([*one] for one in more.items())]),
        **signed({})["signature"],
    }
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def answer_comes(account: MailAccount, shop: World, sender: str = "aino@example.org", **headers: str) -> None:
    body, kind = answered(account, sender, **headers)
    path = "/" + answers_address("mail", shop.workspace_id).split("/", 3)[3]
    for _ in range(2):
        assert Client().post(path, data=body, content_type=kind).status_code == 200


def two_mails(account: MailAccount) -> tuple[World, Outgoing, Outgoing, str]:
    """The same mail twice to one person; the second stands for all that came between. The Message-ID of the first."""
    shop, first, vendor = send(account)
    message_id = f"<{first.reference}.{first.pk}@kahvila.example>"
    told_vendor = unquote_to_bytes(vendor.came[0][2]).decode("utf-8", "replace")
    assert message_id in told_vendor
    assert account.vendor.name == "mailgun" or "X-PM-KeepID" in told_vendor, "Postmark makes its own otherwise"
    later = Outgoing.objects.get(pk=first.pk)
    later.pk, later.unique_key, later.reference, later.message_id = None, "k2", "0" * 32, "guide_mail"
    later.sent_at = clock.now()
    later.save()
    return shop, first, later, message_id


def replies(shop: World, row: Outgoing, name: str = "message_replied") -> list[str]:
    found = events.facts_of(shop.workspace_id, [row.person_id], names=[name])[row.person_id]
    return [fact.properties["message"] for fact in found]


def test_an_answer_is_to_the_message_that_it_names_else_to_the_newest(account):
    shop, row, _, message_id = two_mails(account)
    answer_comes(account, shop, In_Reply_To=message_id)
    assert replies(shop, row) == ["offer_mail"]


def test_a_conversation_that_names_it_further_back_and_from_another_address_is_to_it_too(account):
    shop, row, _, message_id = two_mails(account)
    answer_comes(
        account, shop, "aino@work.example", References=f"{message_id} <x@example.org>", In_Reply_To="<x@example.org>"
    )
    assert replies(shop, row) == ["offer_mail"]


def test_a_name_that_was_guessed_or_belongs_to_somebody_else_is_not_believed(account):
    shop, row, later, message_id = two_mails(account)
    other = shop.person("veikko@example.org")
    answer_comes(account, shop, In_Reply_To=f"<{'f' * 32}.{row.pk}@kahvila.example>")
    assert replies(shop, row) == [later.message_id]
    answer_comes(account, shop, "veikko@example.org", In_Reply_To=message_id, Message_ID="<in-2@example.org>")
    assert len(replies(shop, row)) == 1
    assert [fact.name for fact in events.facts_of(shop.workspace_id, [other])[other]] == ["person_identified"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto_Submitted", "auto-replied; owner-email=aino@example.org"),
        ("Auto_Submitted", "auto-generated (vacation)"),
        ("Precedence", "auto_reply"),
        ("Precedence", "Bulk"),
        ("Precedence", "junk"),
        ("X_Auto_Response_Suppress", "All"),
    ],
)
def test_what_a_program_answers_is_kept_as_that(account, header, value):
    shop, row, _ = send(account)
    answer_comes(account, shop, **{header: value})
    assert replies(shop, row) == [] and replies(shop, row, "message_auto_replied") == ["offer_mail"]


@pytest.mark.parametrize(("header", "value"), [("Auto_Submitted", "No"), ("Precedence", "list")])
def test_what_a_person_answers_through_a_list_or_with_a_careful_program_is_theirs(account, header, value):
    shop, row, _ = send(account)
    answer_comes(account, shop, **{header: value})
    assert replies(shop, row) == ["offer_mail"]


@pytest.mark.parametrize(
    "url", ["postmark://@", "nobody://secret@", "mailgun://secret@", "postmark://secret@?colour=red"]
)
def test_an_account_that_cannot_be_used_is_told_without_its_key(url):
    with pytest.raises(BadMailAccount) as error:
        MailAccount.parse(url)
    assert "secret" not in str(error.value)
