"""The outbox sends each message at most once and says what became of it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages import tasks
from suppilo.messages.models import Compiled, Lane, Outgoing, Status
from suppilo.messages.operations import QueueItem, UnknownMessage, cancel, queue
from suppilo.messages.rendering import envelope
from tests.messages.world import NOON, AnswerLost, PostLine, Refused, Unreachable, World, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def put(world: World, person: int, message: str = "guide_mail", key: str = "k1", **more) -> int:
    item = QueueItem(person_id=person, message_id=message, unique_key=key, **more)
    return queue(world.workspace_id, version_id=world.version_id, items=[item], now=clock.now())


def turn() -> None:
    work.run_due(clock.now(), only=("outbox",))


def only() -> Outgoing:
    return Outgoing.objects.get()


def names(world: World, person: int) -> list[str]:
    facts = events.facts_of(world.workspace_id, [person])[person]
    return [fact.name for fact in facts if fact.source == "messages"]


def test_a_queued_message_arrives_in_the_language_of_the_person(world, post):
    person = world.person("aino@example.org", language="fi", first_name="Aino")
    put(world, person)
    turn()
    mail = message_from_bytes(post.delivered[0].raw, policy=default)
    assert mail["Subject"] == "Oppaasi"
    assert mail["To"] == "aino@example.org"
    assert mail["From"] == "Kahvila Åsa <hello@kahvila.example>"
    assert mail["Reply-To"] == "us@kahvila.example"
    assert mail["Content-Language"] == "fi"
    assert mail["List-Unsubscribe"] is None
    assert "Tässä se on." in mail.get_body(("plain",)).get_content()
    assert "/t/" in mail.get_body(("html",)).get_content()
    assert only().status == Status.SENT
    assert names(world, person) == ["message_sent"]


def test_marketing_carries_one_click_unsubscribe(world, post):
    put(world, world.person("aino@example.org", consent="granted"), "offer_mail")
    turn()
    mail = message_from_bytes(post.delivered[0].raw, policy=default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/u/" in mail["List-Unsubscribe"]
    assert "/u/" in mail.get_body(("plain",)).get_content()


def test_the_same_key_is_queued_once(world, post):
    person = world.person("aino@example.org")
    assert put(world, person) == 1
    assert put(world, person) == 0
    turn()
    assert put(world, person) == 0
    turn()
    assert len(post.delivered) == 1


def test_a_message_that_the_version_does_not_have_is_refused(world):
    with pytest.raises(UnknownMessage, match="nonsense"):
        put(world, world.person("a@example.org"), "nonsense")


def test_what_was_imported_is_never_written_to(world, post):
    put(world, world.person("a@example.org"), origin="import")
    turn()
    assert post.delivered == []
    assert (only().status, only().reason) == (Status.CANCELLED, "not_live")


def test_the_mark_is_committed_before_the_message_is_offered(world, post):
    seen = []
    post.on_deliver = lambda: seen.append(only().status)
    put(world, world.person("a@example.org"))
    turn()
    assert seen == [Status.SENDING]


def test_a_lost_answer_leaves_unknown_and_is_never_sent_again_by_itself(world, post):
    person = world.person("a@example.org")
    put(world, person)
    post.at_deliver = [AnswerLost("gone")]
    turn()
    assert (only().status, only().reason, only().due_at) == (Status.UNKNOWN, "answer_lost", None)
    clock.turn(timedelta(days=30))
    turn()
    assert post.delivered == []
    assert names(world, person) == ["message_unknown"]


def test_a_mark_that_a_dead_worker_left_becomes_unknown(world, post):
    put(world, world.person("a@example.org"))
    post.at_deliver = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        turn()
    assert only().status == Status.SENDING
    clock.turn(timedelta(minutes=11))
    turn()
    assert (only().status, only().reason) == (Status.UNKNOWN, "worker_lost")
    assert post.delivered == []


def test_a_temporary_refusal_is_tried_again_later_and_later_then_given_up(world, post):
    put(world, world.person("a@example.org"))
    post.at_prepare = [Refused("451 later", permanent=False)] * 10
    waits = []
    for _ in range(10):
        turn()
        row = only()
        if row.due_at:
            waits.append(row.due_at - clock.now())
            clock.turn(row.due_at - clock.now())
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert (only().status, only().reason, only().attempts) == (Status.FAILED, "gave_up", 10)
    assert post.delivered == []


def test_after_a_temporary_refusal_the_same_message_id_arrives(world, post):
    put(world, world.person("a@example.org"))
    post.at_deliver = [Refused("451 later", permanent=False)]
    turn()
    clock.turn(timedelta(minutes=2))
    turn()
    assert len(post.delivered) == 1
    assert only().reference.encode() in post.delivered[0].raw
    assert (only().status, only().reason) == (Status.SENT, "")


def test_a_permanent_refusal_is_final_and_a_dead_address_gets_nothing_more(world, post):
    person = world.person("a@example.org")
    put(world, person)
    post.at_prepare = [Refused("550 5.1.1 no such user", permanent=True, bad_address=True)]
    turn()
    assert (only().status, only().reason) == (Status.FAILED, "refused")
    assert names(world, person) == ["message_held", "message_bounced"]
    put(world, person, key="k2")
    turn()
    assert Outgoing.objects.get(unique_key="k2").reason == "suppressed_bounce"
    assert post.delivered == []


def test_without_a_connection_messages_wait_and_say_why(world, post):
    for number in range(3):
        put(world, world.person(f"a{number}@example.org"), key=f"k{number}")
    post.at_connect = [Unreachable("refused")]
    turn()
    assert {(row.status, row.reason, row.attempts) for row in Outgoing.objects.all()} == {("queued", "unreachable", 0)}
    clock.turn(timedelta(seconds=31))
    turn()
    assert len(post.delivered) == 3


def test_a_connection_that_breaks_between_messages_is_opened_anew(world, post):
    for number in range(3):
        put(world, world.person(f"a{number}@example.org"), key=f"k{number}")
    post.at_prepare = [None, Unreachable("stale")]
    turn()
    assert len(post.delivered) == 3


def test_a_receipt_goes_before_a_broadcast(world, post):
    items = [
        QueueItem(
            person_id=world.person(f"b{n}@example.org", consent="granted"), message_id="offer_mail", unique_key=f"b{n}"
        )
        for n in range(120)
    ]
    queue(world.workspace_id, version_id=world.version_id, items=items, now=clock.now(), lane=Lane.BROADCAST)
    asked = world.person("now@example.org")
    put(world, asked, key="receipt")
    turn()
    assert post.delivered[0].recipient == "now@example.org"
    assert len(post.delivered) == 121


def test_cancelled_messages_do_not_leave(world, post):
    asked = world.person("a@example.org")
    put(world, asked, key="enrolment:1:welcome")
    put(world, world.person("b@example.org"), key="enrolment:11:welcome")
    assert cancel(world.workspace_id, key_prefixes={"enrolment:1:": asked}) == 1
    turn()
    assert [mail.recipient for mail in post.delivered] == ["b@example.org"]


def test_a_cancellation_between_gate_and_mark_wins(world, post):
    """Another worker took the row meanwhile: the mark finds the lease gone."""
    put(world, world.person("a@example.org"), key="one")
    put(world, world.person("b@example.org"), key="two")
    post.on_deliver = lambda: Outgoing.objects.filter(unique_key="two").update(lease="another")
    turn()
    assert [mail.recipient for mail in post.delivered] == ["a@example.org"]


def test_an_answer_after_the_lease_is_still_the_truth(world, post):
    put(world, world.person("a@example.org"))
    post.on_deliver = lambda: Outgoing.objects.update(status=Status.UNKNOWN, lease="another", due_at=None)
    turn()
    assert only().status == Status.SENT


def test_a_message_without_a_compiled_text_fails_with_the_reason(world, post):
    put(world, world.person("a@example.org"))
    Compiled.objects.all().delete()
    turn()
    assert (only().status, only().reason) == (Status.FAILED, "not_compiled")


def test_a_newline_in_an_attribute_cannot_add_a_header(world, post):
    person = world.person("a@example.org", first_name="Eve\r\nBcc: all@example.org")
    put(world, person)
    turn()
    mail = message_from_bytes(post.delivered[0].raw, policy=default)
    assert mail["Bcc"] is None
    assert "Bcc: all@example.org" in mail["Subject"]


def test_html_in_an_attribute_is_shown_as_text(world, post):
    publish()
    more = {
        "messages": {
            "guide_mail": {
                "purpose": "service",
                "subject": "Hi",
                "blocks": [
                    {
                        "kind": "text",
                        "body": "Hi {{ person.first_name | default: 'you' }}",
                    }
                ],
            }
        }
    }
    world = publish(**more)
    put(world, world.person("a@example.org", first_name="<script>alert(1)</script>"))
    turn()
    html = post.delivered[0].html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<script>alert(1)</script>" in post.delivered[0].text


def test_nothing_due_costs_one_look_up_per_lane(world, post, django_assert_num_queries):
    put(world, world.person("a@example.org"))
    Outgoing.objects.update(due_at=NOON + timedelta(days=1))
    with django_assert_num_queries(3):
        turn()


def test_a_real_parser_reads_back_what_was_written(world, post):
    """Long lines, dots, other alphabets: both parts arrive as they were."""
    body = "Åbo – Žluťoučký kůň.\n.dot at the start\nFrom the start =3D\n" + "long " * 400
    more = {
        "messages": {
            "guide_mail": {
                "purpose": "service",
                "sender": "shop",
                "subject": "Å" * 120,
                "blocks": [{"kind": "text", "body": body}],
            }
        }
    }
    world = publish(**more)
    put(world, world.person("a@bücher.example"))
    turn()
    raw = post.delivered[0].raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = message_from_bytes(raw, policy=default)
    assert mail.defects == []
    assert mail["Subject"] == "Å" * 120
    assert mail["To"] == "a@xn--bcher-kva.example"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith(body.strip())
    assert "Žluťoučký kůň" in mail.get_body(("html",)).get_content()


def test_several_connections_share_one_commit_and_each_message_is_marked_before_it_is_offered(world, post):
    post.connections = 3
    seen = []
    post.on_deliver = lambda: seen.append(Outgoing.objects.filter(status=Status.SENDING).count())
    for number in range(7):
        put(world, world.person(f"a{number}@example.org"), key=f"k{number}")
    turn()
    assert len(seen) == 7
    assert max(seen) == 3, "never more marked than there are connections"
    assert set(Outgoing.objects.values_list("status", flat=True)) == {Status.SENT}


def test_a_server_that_takes_fewer_connections_gets_all_messages_over_those(world, post):
    post.connections = 4
    for number in range(5):
        put(world, world.person(f"a{number}@example.org"), key=f"k{number}")
    connect = post.connect

    def only_two(place: int) -> PostLine:
        if place > 1:
            raise Unreachable("421 too many")
        return connect(place)

    post.connect = only_two
    turn()
    assert {mail.recipient for mail in post.delivered} == {f"a{number}@example.org" for number in range(5)}
    assert set(Outgoing.objects.values_list("status", flat=True)) == {Status.SENT}


def test_messages_on_their_way_are_answered_when_the_next_ones_cannot_be_made(world, post, monkeypatch):
    for number in range(2):
        put(world, world.person(f"a{number}@example.org"), key=f"k{number}")
    made = []

    def breaks_at_the_second(row: Outgoing, *about: object, **more: object) -> object:
        made.append(row)
        if len(made) == 2:
            raise RuntimeError("a fault nobody has thought of")
        return envelope(row, *about, **more)

    monkeypatch.setattr(tasks, "envelope", breaks_at_the_second)
    with pytest.raises(RuntimeError):
        turn()
    assert [mail.recipient for mail in post.delivered] == ["a0@example.org"]
    assert list(Outgoing.objects.order_by("pk").values_list("status", flat=True)) == [Status.SENT, Status.QUEUED]
