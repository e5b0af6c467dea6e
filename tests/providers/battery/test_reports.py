"""What every vendor's reports go through: believed once and in any order, and never when somebody else made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from django.test import Client

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Outgoing, Status, StrangeReport, Suppression
from suppilo.messages.operations import QueueItem, queue
from suppilo.messages.ports import answers_address, register_hook, report_address
from suppilo.messages.public_hooks import LARGEST
from suppilo.messages.queries import strange_words
from suppilo.messages.reports import hook as hooks
from suppilo.people import operations as people
from suppilo.studio.queries.why import answer
from suppilo.studio.words.names import Names
from suppilo.team.ports import Workspace
from tests.messages.test_sms import PURPOSES, SMS
from tests.messages.world import MESSAGES, NOON, Post, World, publish
from tests.providers.battery.found import found
from tests.providers.battery.recording import Recording, names, recording
from tests.providers.battery.reporters import REPORTERS, SECRET, Reporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BROWSER = Client()
#: What is said of one message, one after the other; answers go to the workspace.
ORDERS = (
    ("delivered", "opened", "clicked", "bounced_soft", "bounced", "underway"),
    ("clicked", "bounced_soft", "delivered", "bounced", "opened", "underway"),
    ("underway", "bounced", "bounced_soft", "clicked", "opened", "delivered"),
)


@dataclass
class Desk:
    """A business whose messages one vendor carries, and the vendor's end of the line."""

    vendor: str
    reporter: Reporter
    shop: World
    numbers: Iterator[int]

    def sent(self) -> tuple[Outgoing, str]:
        """A message that has left for somebody new, and their address."""
        number = next(self.numbers)
        if self.reporter.channel == "email":
            address = f"aino{number}@example.org"
            person, message = self.shop.person(address, consent="granted"), "offer_mail"
        else:
            address, message = f"+3584012345{number:02}", "reminder"
            given = people.identify(self.shop.workspace_id, identifiers={"phone": address}, at=NOON, now=NOON)
            person = given.person_id
        item = QueueItem(person_id=person, message_id=message, unique_key=f"k{number}")
        queue(self.shop.workspace_id, version_id=self.shop.version_id, items=[item], now=clock.now())
        work.run_due(clock.now(), only=("outbox",))
        return Outgoing.objects.get(unique_key=f"k{number}"), address

    def address(self, name: str, row: Outgoing, workspace_id: int = 0) -> str:
        """Where a report comes to."""
        door = self.reporter.hook.vendor
        if name != "answered" and self.reporter.own_address:
            return report_address(door, row.pk)
        return answers_address(door, workspace_id or self.shop.workspace_id)

    def says(self, name: str, row: Outgoing, sender: str = "", number: str = "") -> Recording:
        """A recorded report about `row`, unsigned."""
        number = number or str(row.pk)
        return recording(self.vendor, name).filled(
            about=f"{row.pk}.{row.reference}",
            sender=sender.replace("+", "%2B") if self.reporter.channel == "sms" else sender,
            number=number,
            token=f"{name.replace('_', '')}{number}".zfill(50),
        )

    def post(self, said: Recording, url: str, secret: str = SECRET, *, signature: str | None = None) -> int:
        """Sign and post; answers the status."""
        if signature is None:
            signature = self.reporter.sign(said, url, secret)
        said = said.filled(signature=signature)
        more = {name: value for name, value in said.headers.items() if name != "content-type" and value}
        path = "/" + url.split("/", 3)[3]
        body = said.body.encode()
        return BROWSER.post(path, data=body, content_type=said.headers["content-type"], headers=more).status_code

    def reports(self, name: str, row: Outgoing, sender: str = "") -> int:
        """The vendor's own report."""
        return self.post(self.says(name, row, sender), self.address(name, row))


@pytest.fixture(params=found("register_hook"))
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    reporter = REPORTERS[request.param]
    monkeypatch.setattr(hooks, "_hooks", {})
    monkeypatch.setitem(ports._providers, reporter.channel, Post())
    register_hook(reporter.hook)
    shop = publish(
        messages={**MESSAGES, **SMS}, purposes={**PURPOSES, "newsletter": {"text": {"en": "News", "fi": "Uutiset"}}}
    )
    return Desk(request.param, reporter, shop, count(1))


def facts(row: Outgoing) -> list[str]:
    """What the log says of the message after it left; a hard bounce as "bounced hard"."""
    told = events.facts_of(row.workspace_id, [row.person_id])[row.person_id]
    names = [(fact.name.removeprefix("message_"), fact) for fact in told if fact.name.startswith("message_")]
    return sorted(
        f"{name} hard" if fact.properties.get("hard") else name
        for name, fact in names
        if name not in ("sent", "queued")
    )


def state(row: Outgoing) -> object:
    """Everything that reports about it have led to."""
    row = Outgoing.objects.get(pk=row.pk)
    barred = sorted(Suppression.objects.filter(digest=row.address_digest).values_list("reason", flat=True))
    return facts(row), row.status, row.delivered_at, row.bounced_at, barred


def nothing_came_of(row: Outgoing) -> bool:
    return state(row) == ([], Status.SENT, None, None, []) and not StrangeReport.objects.exists()


def test_every_recorded_report_becomes_its_fact_however_often_it_comes(desk: Desk):
    for name, follows in desk.reporter.follows.items():
        row, address = desk.sent()
        for _ in range(3):
            assert desk.reports(name, row, address) == 200, name
        assert facts(row) == list(follows), name


def test_what_cannot_come_again_bars_the_address_and_what_passes_does_not(desk: Desk):
    for name in desk.reporter.follows:
        row, address = desk.sent()
        desk.reports(name, row, address)
        wanted = {"bounced_hard": ["bounce"], "complained": ["complaint"]}.get(name, [])
        assert list(Suppression.objects.filter(digest=row.address_digest).values_list("reason", flat=True)) == wanted


def test_in_whichever_order_reports_come_the_end_is_the_same(desk: Desk):
    ends = []
    for order in ORDERS:
        row, _ = desk.sent()
        for name in order:
            if name in desk.reporter.follows:
                assert desk.reports(name, row) == 200
        ends.append(state(row))
    assert ends[0] == ends[1] == ends[2]
    assert "delivered" in ends[0][0]


def test_a_delivery_settles_a_message_whose_answer_was_lost(desk: Desk):
    row, _ = desk.sent()
    Outgoing.objects.filter(pk=row.pk).update(status=Status.UNKNOWN, reason="answer_lost")
    desk.reports("delivered", row)
    assert Outgoing.objects.get(pk=row.pk).status == Status.SENT


def test_who_forges_a_report_is_refused_said_in_the_log_and_leaves_no_trace(desk: Desk, caplog):
    row, sender = desk.sent()
    for name in desk.reporter.follows:
        caplog.clear()
        said, url = desk.says(name, row, sender), desk.address(name, row)
        head, token = url[: url.rindex("/") + 1], url[url.rindex("/") + 1 :]
        last = "a" if url[-1] != "a" else "b"
        forged = [(said, url[:-1] + last, None), (said, head + "x" + token[1:], None), (said, url[:-4], None)]
        if desk.reporter.signs:
            good = desk.reporter.sign(said, url, SECRET)
            flipped = ("A" if good[0] != "A" else "B") + good[1:]
            forged += [(said, url, wrong) for wrong in ("", "å", flipped, desk.reporter.sign(said, url, "guessed"))]
        if desk.reporter.covers:
            forged += [(desk.says(name, row, sender, "9999"), url, good)]
        for content, address, signature in forged:
            assert desk.post(content, address, signature=signature) == 403, (name, address, signature)
        assert len([one for one in caplog.records if "forged" in one.getMessage()]) == len(forged)
        assert SECRET not in caplog.text
    assert nothing_came_of(row)


def test_the_address_of_another_workspace_says_nothing_of_this_ones_messages(desk: Desk):
    row, sender = desk.sent()
    foreign = publish("naapuri").workspace_id
    for name in desk.reporter.follows:
        if name != "strange" and not (desk.reporter.own_address and name != "answered"):
            assert desk.post(desk.says(name, row, sender), desk.address(name, row, foreign)) == 200
    assert nothing_came_of(row)


def test_a_word_that_nobody_knows_is_kept_and_nothing_follows_from_it(desk: Desk):
    row, _ = desk.sent()
    for _ in range(2):
        assert desk.reports("strange", row) == 200
    [kept] = strange_words(desk.shop.workspace_id)
    assert (kept.channel, kept.word, kept.message_id, kept.person_id) == (
        desk.reporter.channel,
        desk.reporter.word,
        row.message_id,
        row.person_id,
    )
    assert state(row) == (["reported"], Status.SENT, None, None, [])
    workspace = Workspace.objects.get(pk=desk.shop.workspace_id)
    why = answer(workspace, row.person_id, row.message_id, Names(desk.shop.bundle, "en"), now=clock.now())
    assert any(desk.reporter.word in point.words for point in why.points)


GARBAGE = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'{"signature": []}',
    b'{"signature": {"timestamp": 1, "token": "\xc3\xa5"}}',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b"a=b&c",
    b"%00%ff=%%",
)


@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]
)
def test_rubbish_is_refused_and_breaks_nothing(desk: Desk, kind: str, caplog):
    row, _ = desk.sent()
    for name in ("delivered", "answered"):
        url = desk.address(name, row)
        for body in GARBAGE:
            said = Recording({"content-type": kind, "x-twilio-signature": "{{signature}}"}, body.decode("latin-1"))
            signature = desk.reporter.sign(said, url, SECRET) if desk.reporter.covers else ""
            assert desk.post(said, url, signature=signature) in (400, 403), (name, body[:40])
    assert SECRET not in caplog.text
    assert nothing_came_of(row)


def test_a_huge_report_is_refused_unread(desk: Desk):
    row, _ = desk.sent()
    said = desk.says("delivered", row)
    assert (
        desk.post(Recording(said.headers, said.body + " " * LARGEST), desk.address("delivered", row), signature="")
        == 413
    )
    assert nothing_came_of(row)


def test_a_report_about_a_message_that_is_none_of_ours_is_about_nothing(desk: Desk):
    row, _ = desk.sent()
    for name in desk.reporter.follows:
        if name in ("strange", "answered"):
            continue
        for about in (f"{row.pk}.guessed", f"{10**30}.{row.reference}", f"{row.pk}", "²³.x", ""):
            if desk.reporter.own_address:
                continue
            said = recording(desk.vendor, name).filled(about=about, number="1", token=name.replace("_", "").zfill(50))
            assert desk.post(said, desk.address(name, row)) in (200, 400)
    assert nothing_came_of(row)


def test_every_recording_is_used(desk: Desk):
    assert names(desk.vendor) == sorted(desk.reporter.follows)
