"""Notifications over real HTTP: what is sent, who can read it, and what each answer means."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from suppilo.events import queries as events
from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Device, Outgoing, Owed, Status
from suppilo.messages.operations import QueueItem, allow_device, make_push_key, queue
from suppilo.messages.push import keys
from suppilo.people import queries as people
from suppilo.providers.push_vapid.encryption import Receiver, encrypted, unspelled
from suppilo.providers.push_vapid.line import retry_after
from suppilo.providers.push_vapid.provider import Pushes
from suppilo.providers.push_vapid.vapid import authorization, origin_of
from tests.messages.world import NOON, World, publish
from tests.providers.push_service import PushService, Tab, push_service

MESSAGES = {
    "ready": {
        "channel": "push",
        "title": {"en": "Ready, {{ person.first_name | default: 'friend' }}", "fi": "Valmis"},
        "text": {"en": "Your box has left.", "fi": "Laatikkosi on matkalla."},
        "blocks": [{"kind": "button", "label": {"en": "See it", "fi": "Katso"}, "url": "https://example.org/box"}],
        "expires_after": "6h",
    },
    "sale": {
        "channel": "push",
        "purpose": "newsletter",
        "title": {"en": "Sale", "fi": "Ale"},
        "text": {"en": "Today", "fi": "Tänään"},
    },
}
PURPOSES = {"newsletter": {"channels": ["email", "push"], "text": {"en": "News", "fi": "Uutiset"}}}


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def shop(db: None, service: PushService, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Every push service is the one on this machine: the only way in which a private address is ever called."""
    settings.HOME = tmp_path
    monkeypatch.setitem(ports._providers, "push", Pushes("https://shop.example", stand_in=service.url))
    return publish(messages=MESSAGES, purposes=PURPOSES)


def allow(shop: World, person: int, tab: Tab, **more: str) -> int:
    given = tab.subscribed(**more)
    return allow_device(shop.workspace_id, person, given, purpose="newsletter", proof={"sentence": "News"}, now=NOON)


def send(shop: World, person: int, message: str = "ready", key: str = "k") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=key)
    queue(shop.workspace_id, version_id=shop.version_id, items=[item], now=clock.now())
    turn()
    return Outgoing.objects.get(unique_key=key)


def turn() -> None:
    work.run_due(clock.now(), only=("outbox",))


def told(shop: World, person: int, name: str) -> list[dict[str, object]]:
    return [dict(fact.properties) for fact in events.facts_of(shop.workspace_id, [person], names=(name,))[person]]


def consent(person: int) -> str:
    return next((one.state for one in people.consents_of([person])[person] if one.channel == "push"), "none")


@pytest.mark.pure
def test_the_encryption_is_that_of_the_example_in_rfc_8291():
    def private(text: str) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(unspelled(text)), ec.SECP256R1())

    made = encrypted(
        b"When I grow up, I want to be a watermelon",
        Receiver.parse(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        ),
        own=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=unspelled("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert made == unspelled(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.pure
def test_the_token_names_the_push_service_and_is_signed_by_the_key_beside_it():
    key = ec.generate_private_key(ec.SECP256R1())
    scheme, _, rest = authorization("https://push.example.net:443/x?y", key, contact="https://a.b", now=NOON).partition(
        " "
    )
    token, public = (part.strip().partition("=")[2] for part in rest.split(","))
    head, said, signature = token.split(".")
    assert scheme == "vapid"
    assert json.loads(unspelled(head)) == {"typ": "JWT", "alg": "ES256"}
    exp = int((NOON + timedelta(hours=12)).timestamp())
    assert json.loads(unspelled(said)) == {"aud": "https://push.example.net", "exp": exp, "sub": "https://a.b"}
    raw = unspelled(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unspelled(public))
    known.verify(der, f"{head}.{said}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        known.verify(der, f"{head}.{said}x".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://a.b/x", "https://a.b"),
        ("https://a.b:8443/x", "https://a.b:8443"),
        ("https://[::1]/x", "https://[::1]"),
    ],
)
def test_the_origin_is_spelled_as_browsers_spell_it(endpoint, origin):
    assert origin_of(endpoint) == origin


@pytest.mark.pure
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("", 0),
        ("soon", 0),
        ("99999999999", 86_400),
        ("Tue, 10 Mar 2026 10:05:00 GMT", 300),
        ("Tue, 10 Mar 2026 09:00:00 GMT", 0),
        ("-5", 0),
    ],
)
def test_how_long_to_wait_is_read_in_both_spellings(value, seconds):
    assert retry_after(value, datetime(2026, 3, 10, 10, tzinfo=UTC)) == timedelta(seconds=seconds)


def test_the_key_is_made_once_for_its_owner_only(settings, tmp_path):
    settings.HOME = tmp_path
    made = make_push_key()
    file = tmp_path / "vapid" / "private.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (len(unspelled(made)), unspelled(made)[0]) == (65, 4)
    assert make_push_key() == made
    file.write_text("-----BEGIN nonsense-----")
    os.utime(file, ns=(1, 1))
    with pytest.raises(keys.BadPushKey) as refused:
        make_push_key()
    assert "nonsense" not in str(refused.value)


@pytest.mark.usefixtures("noon")
def test_the_browser_reads_the_message_and_nobody_between(shop, service):
    person, tab = shop.person("ann@example.org", name="Ann Ek"), Tab()
    device = allow(shop, person, tab)
    row = send(shop, person)
    assert (row.status, row.channel) == (Status.SENT, "push")
    [(path, headers, body)] = service.came
    assert path == f"/{device}"
    assert b"Ann" not in body
    read = tab.reads(body)
    assert {key: read[key] for key in ("title", "body", "lang", "tag", "label")} == {
        "title": "Ready, Ann",
        "body": "Your box has left.",
        "lang": "en",
        "tag": row.reference,
        "label": "See it",
    }
    assert "/t/" in read["link"]
    assert "/n/" in read["report"]
    assert "stop" not in read
    sent = {name: headers[name] for name in ("ttl", "urgency", "topic", "content-encoding")}
    assert sent == {"ttl": str(6 * 3600), "urgency": "high", "topic": row.reference, "content-encoding": "aes128gcm"}
    assert headers["authorization"].endswith(f"k={make_push_key()}")
    said = json.loads(urlsafe_b64decode(headers["authorization"].split(".")[1] + "=="))
    assert (said["aud"], said["sub"]) == ("https://push.example.net", "https://shop.example")


@pytest.mark.usefixtures("noon")
def test_marketing_waits_two_days_and_carries_the_way_out(shop, service):
    person, tab = shop.person("ann@example.org", language="fi"), Tab()
    allow(shop, person, tab)
    assert send(shop, person, "sale").status == Status.SENT
    [(_, headers, body)] = service.came
    assert (headers["ttl"], headers["urgency"]) == (str(2 * 86_400), "normal")
    read = tab.reads(body)
    assert (read["title"], read["lang"]) == ("Ale", "fi")
    assert "/u/" in read["stop"]
    assert "link" not in read


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_is_a_yes(shop, service, status):
    person = shop.person("ann@example.org")
    service.says(allow(shop, person, Tab()), (status, {}))
    assert send(shop, person).status == Status.SENT


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten_and_told(shop, service, status):
    person = shop.person("ann@example.org")
    service.says(allow(shop, person, Tab()), (status, {}))
    row = send(shop, person)
    assert (row.status, row.reason) == (Status.FAILED, "refused")
    assert not Device.objects.exists()
    assert told(shop, person, "device_removed") == [{"agent": "Chrome (Linux)", "reason": "gone"}]
    assert consent(person) == "withdrawn"
    again = send(shop, person, key="next")
    assert (again.status, again.reason, len(service.came)) == (Status.SUPPRESSED, "no_address", 1)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("status", [400, 401, 403, 413, 302])
def test_a_no_is_not_tried_again_and_costs_no_device(shop, service, status):
    person = shop.person("ann@example.org")
    service.says(allow(shop, person, Tab()), (status, {"Location": service.url}))
    row = send(shop, person)
    assert (row.status, row.reason, row.reason_params) == (Status.FAILED, "refused", {"said": str(status)})
    assert (Device.objects.count(), consent(person), len(service.came)) == (1, "granted", 1)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("status", "asked", "minutes"), [(429, {"Retry-After": "600"}, 10), (503, {}, 1), (500, {}, 1)]
)
def test_not_now_is_tried_again_as_late_as_was_asked_for(shop, service, status, asked, minutes):
    person = shop.person("ann@example.org")
    service.says(allow(shop, person, Tab()), (status, asked))
    row = send(shop, person)
    assert (row.status, row.reason, row.attempts) == (Status.QUEUED, "try_again", 1)
    assert row.due_at == NOON + timedelta(minutes=minutes)
    clock.turn(timedelta(minutes=minutes))
    turn()
    row.refresh_from_db()
    assert row.status == Status.SENT
    (_, first, _), (_, second, _) = service.came
    assert first["topic"] == second["topic"]


@pytest.mark.usefixtures("noon")
def test_after_a_lost_answer_nobody_knows_and_nothing_is_repeated(shop, service):
    person = shop.person("ann@example.org")
    service.says(allow(shop, person, Tab()), "drop")
    row = send(shop, person)
    assert (row.status, row.reason) == (Status.UNKNOWN, "answer_lost")
    clock.turn(timedelta(days=1))
    turn()
    assert len(service.came) == 1


@pytest.mark.usefixtures("noon")
def test_a_message_whose_worker_died_on_the_wire_is_unknown_and_goes_to_no_device_again(shop, service):
    person = shop.person("ann@example.org")
    allow(shop, person, Tab("one")), allow(shop, person, Tab("two"))
    row = send(shop, person)
    Outgoing.objects.filter(pk=row.pk).update(status=Status.SENDING, due_at=NOON + timedelta(minutes=10))
    clock.turn(timedelta(minutes=10))
    turn()
    row.refresh_from_db()
    assert (row.status, row.reason, len(service.came)) == (Status.UNKNOWN, "worker_lost", 2)


@pytest.mark.usefixtures("noon")
def test_every_device_gets_it_and_it_counts_once(shop, service):
    person, tabs = shop.person("ann@example.org"), [Tab("one"), Tab("two"), Tab("three")]
    devices = [allow(shop, person, tab) for tab in tabs]
    service.says(devices[1], (410, {}))
    service.says(devices[2], "drop")
    row = send(shop, person)
    assert row.status == Status.SENT
    assert sorted(path for path, _, _ in service.came) == sorted(f"/{one}" for one in devices)
    assert len(told(shop, person, "message_sent")) == 1
    assert set(Device.objects.values_list("pk", flat=True)) == {devices[0], devices[2]}
    assert consent(person) == "granted"


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("drop", (503, {}), Status.UNKNOWN),
        ((503, {}), (410, {}), Status.QUEUED),
        ((413, {}), (410, {}), Status.FAILED),
    ],
)
def test_where_no_device_took_it_the_least_certain_answer_counts(shop, service, first, second, status):
    person = shop.person("ann@example.org")
    for tab, answer in ((Tab("one"), first), (Tab("two"), second)):
        service.says(allow(shop, person, tab), answer)
    assert send(shop, person).status == status


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"])
def test_a_private_address_is_never_called(shop, service, monkeypatch, host):
    monkeypatch.setitem(ports._providers, "push", Pushes("https://shop.example"))
    person, port = shop.person("ann@example.org"), service.url.rpartition(":")[2]
    allow(shop, person, Tab(), endpoint=f"https://{host}:{port}/x")
    row = send(shop, person)
    assert row.status == Status.FAILED
    assert "not a public address" in row.reason_params["said"]
    assert (service.came, Device.objects.count()) == ([], 0)


@pytest.mark.usefixtures("noon")
def test_one_push_service_that_cannot_be_reached_holds_up_no_other(shop, service, monkeypatch):
    monkeypatch.setitem(ports._providers, "push", Pushes("https://shop.example"))
    far, near = shop.person("far@example.org"), shop.person("near@example.org")
    allow(shop, far, Tab("far"), endpoint="https://nowhere.invalid/x")
    row = send(shop, far)
    assert (row.status, row.reason) == (Status.QUEUED, "try_again")
    monkeypatch.setitem(ports._providers, "push", Pushes("https://shop.example", stand_in=service.url))
    allow(shop, near, Tab("near"))
    assert send(shop, near, key="near").status == Status.SENT


def two(
    shop: World, service: PushService, *second: tuple[int, dict[str, str]] | str
) -> tuple[int, list[int], Outgoing]:
    """A message that one device took while the other's push service says `second`, one after the other."""
    person = shop.person("ann@example.org", country="DK")
    devices = [allow(shop, person, Tab(name)) for name in ("one", "two")]
    service.says(devices[1], *second)
    row = send(shop, person, "sale")
    assert row.status == Status.SENT
    return person, devices, row


def later(minutes: int = 1) -> None:
    clock.turn(timedelta(minutes=minutes))
    work.run_due(clock.now(), only=("outbox", "owed"))


@pytest.mark.usefixtures("noon")
def test_what_one_device_took_the_other_gets_when_its_service_has_time(shop, service):
    person, devices, row = two(shop, service, (429, {"Retry-After": "300"}), (503, {}))
    later(4)
    assert len(service.came) == 2
    later()
    assert len(service.came) == 3
    later(5)
    later(60)
    paths = [path for path, _, _ in service.came]
    assert (paths.count(f"/{devices[0]}"), paths.count(f"/{devices[1]}")) == (1, 3)
    assert len({headers["topic"] for _, headers, _ in service.came}) == 1
    row.refresh_from_db()
    assert (row.status, len(told(shop, person, "message_sent")), Owed.objects.count()) == (Status.SENT, 1, 0)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("second", ["drop", (413, {}), (410, {})])
def test_what_was_owed_and_offered_is_not_offered_again(shop, service, second):
    two(shop, service, (503, {}), second)
    for _ in range(4):
        later(60)
    assert (len(service.came), Owed.objects.count()) == (3, 0)


@pytest.mark.usefixtures("noon")
def test_what_is_owed_lapses_with_the_consent_and_with_the_device(shop, service):
    person, devices, _ = two(shop, service, (503, {}))
    shop.agree(person, "push", "withdrawn", now=NOON + timedelta(seconds=1))
    later()
    assert (len(service.came), Owed.objects.count()) == (2, 0)


@pytest.mark.usefixtures("noon")
def test_a_push_service_that_never_has_time_is_given_up(shop, service):
    _, devices, _ = two(shop, service, *[(503, {})] * 20)
    for _ in range(20):
        later(360)
    assert (len(service.came), Owed.objects.count()) == (2 + 6, 0)
