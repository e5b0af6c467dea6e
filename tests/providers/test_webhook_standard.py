"""Webhooks over real HTTP: what is sent, who believes it, and what each answer means."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from click.testing import CliRunner
from standardwebhooks import Webhook, WebhookVerificationError

from suppilo.config.cli.commands import suppilo
from suppilo.events import queries as events
from suppilo.foundation import clock, outward, work
from suppilo.messages import ports
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations import QueueItem, queue
from suppilo.messages.ports import Envelope, Refused
from suppilo.messages.queries import preview
from suppilo.providers.webhook_standard.destinations import BadDestination, make_secret, signature_of
from suppilo.providers.webhook_standard.provider import Webhooks
from suppilo.providers.webhook_standard.signature import BadSecret, Signature
from tests.journeys.story import DATABASE, funnel, happen, turn
from tests.messages.world import MESSAGES, NOON, World, publish
from tests.providers.vendor_server import VendorServer, vendor_server

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
NEXT = "whsec_" + b64encode(bytes(range(32, 64))).decode()
HOOK = {
    "channel": "webhook",
    "url": "https://hooks.example.com/orders",
    "body": {"name": "{{ person.first_name | default: '-' }}", "form": "{{ cause.form | default: '-' }}", "kind": "a"},
}
TEXT = Envelope(
    workspace_id=1, outgoing_id=7, recipient="https://hooks.example.com/x", text='{"name": "Åsa"}', reference="abc123"
)


@pytest.fixture
def receiver() -> Iterator[VendorServer]:
    with vendor_server() as server:
        yield server


@pytest.fixture
def way(receiver: VendorServer, monkeypatch: pytest.MonkeyPatch) -> Webhooks:
    """Every receiver is the one on this machine: the only way in which a private address is ever called."""
    provider = Webhooks(Signature.parse(SECRET), stand_in=f"{receiver.url}/orders")
    monkeypatch.setitem(ports._providers, "webhook", provider)
    return provider


def carry(provider: Webhooks, envelope: Envelope = TEXT) -> None:
    line = provider.connect(0)
    line.prepare(envelope)
    line.accepted()
    line.offer()
    line.answer()
    line.close()


def refused(provider: Webhooks, envelope: Envelope = TEXT) -> Refused:
    with pytest.raises(Refused) as told:
        carry(provider, envelope)
    return told.value


def signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    """The signature as the standard's text says it, worked out here anew."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = b64decode(secret.removeprefix("whsec_"))
    return "v1," + b64encode(hmac.new(key, content, sha256).digest()).decode()


@pytest.mark.pure
def test_the_signature_is_the_one_of_the_standards_own_example():
    made = Signature.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', datetime.fromtimestamp(1614265330, UTC)
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_standards_library_believes_the_request_and_no_changed_one(way, receiver):
    carry(way)
    [(path, headers, body)] = receiver.came
    assert (path, headers["content-type"], headers["webhook-id"]) == ("/orders", "application/json", "abc123")
    assert Webhook(SECRET).verify(body, headers) == {"name": "Åsa"}
    for changed, other in ((body + b" ", headers), (body, {**headers, "webhook-id": "abc124"})):
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(changed, other)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEXT).verify(body, headers)


def test_while_secrets_change_both_believe_it(receiver):
    carry(Webhooks(Signature.parse(f"{NEXT} {SECRET}"), stand_in=receiver.url))
    [(_, headers, body)] = receiver.came
    assert headers["webhook-signature"] == f"{signed(NEXT, headers, body)} {signed(SECRET, headers, body)}"
    for secret in (SECRET, NEXT):
        Webhook(secret).verify(body, headers)


@pytest.mark.pure
@pytest.mark.parametrize("secret", ["", "whsec_", "geheim", SECRET[6:], "whsec_c2hvcnQ=", "whsec_!!!", f"{SECRET} x"])
def test_a_weak_secret_is_told_without_showing_it(secret):
    with pytest.raises(BadSecret) as told:
        Signature.parse(secret)
    assert SECRET not in str(told.value)
    assert "c2hvcnQ" not in str(told.value)


@pytest.mark.pure
def test_a_secret_is_not_printed():
    assert "keys" not in repr(Signature.parse(SECRET))


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_is_a_yes(way, receiver, status):
    receiver.answers[:] = [(status, b"")]
    carry(way)
    assert len(receiver.came) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_a_no_is_not_tried_again(way, receiver, status):
    receiver.answers[:] = [(status, b"nobody \x00 here")]
    told = refused(way)
    assert (told.permanent, told.bad_address) == (True, False)
    assert told.text == f"{status} nobody   here"


@pytest.mark.parametrize("answer", [(408, b""), (425, b""), (429, b""), (500, b""), (503, b""), "drop"])
def test_not_now_and_no_answer_are_tried_again(way, receiver, answer):
    receiver.answers[:] = [answer]
    assert not refused(way).permanent


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(way, receiver, status):
    receiver.location = f"{receiver.url}/elsewhere"
    receiver.answers[:] = [(status, b"")]
    assert refused(way).permanent
    assert len(receiver.came) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:7f00:1]"])
def test_a_private_address_is_never_called(receiver, host):
    port = receiver.url.rpartition(":")[2]
    recipient = f"https://{host}:{port}/x"
    told = refused(Webhooks(Signature.parse(SECRET)), Envelope(**{**vars(TEXT), "recipient": recipient}))
    assert told.permanent
    assert "not a public address" in told.text
    assert receiver.came == []


def test_nothing_leaves_without_https(receiver):
    recipient = receiver.url
    assert refused(Webhooks(Signature.parse(SECRET)), Envelope(**{**vars(TEXT), "recipient": recipient})).permanent
    assert receiver.came == []


def test_nobody_there_is_tried_again():
    assert not refused(Webhooks(Signature.parse(SECRET), stand_in="http://127.0.0.1:9")).permanent


def test_an_answer_that_never_ends_is_cut(way, receiver, monkeypatch):
    monkeypatch.setattr(outward, "WHOLE", 0.3)
    receiver.drips = True
    assert not refused(way).permanent


def send(shop: World, person: int, message: str = "tell", key: str = "k") -> Outgoing:
    item = QueueItem(person_id=person, message_id=message, unique_key=key, context={"form": "ask"})
    queue(shop.workspace_id, version_id=shop.version_id, items=[item], now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    return Outgoing.objects.get(unique_key=key)


@pytest.fixture
def shop(db: None) -> World:
    return publish(messages={**MESSAGES, "tell": HOOK})


@pytest.mark.usefixtures("noon", "way")
def test_a_webhook_needs_neither_an_address_nor_a_consent_of_the_person(shop, receiver):
    person = shop.person(name='Åsa "B" {{ x }}', language="fi")
    row = send(shop, person)
    assert (row.status, row.channel, row.purpose) == (Status.SENT, "webhook", "service")
    [(_, headers, body)] = receiver.came
    assert json.loads(body) == {"name": "Åsa", "form": "ask", "kind": "a"}
    assert headers["webhook-id"] == row.reference
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert headers["webhook-signature"] == signed(SECRET, headers, body)
    [fact] = events.facts_of(shop.workspace_id, [person], names=("message_sent",))[person]
    assert fact.properties["channel"] == "webhook"


@pytest.mark.usefixtures("noon", "way")
def test_whatever_a_person_is_called_stays_one_value_of_the_object(db, receiver):
    shop = publish(messages={"tell": {**HOOK, "body": {"name": "{{ person.name | default: '-' }}"}}})
    name = 'Åsa", "admin": "yes\\ {{ business.name }} \N{PARTY POPPER}\n'
    send(shop, shop.person(name=name))
    [(_, _, body)] = receiver.came
    assert list(json.loads(body)) == ["name"]
    assert json.loads(body)["name"].strip() == name.strip()


@pytest.mark.usefixtures("noon", "way")
def test_after_a_503_the_same_message_comes_again_under_the_same_id(shop, receiver):
    receiver.answers[:] = [(503, b"busy")]
    row = send(shop, shop.person("a@example.org"))
    assert (row.status, row.reason, row.attempts) == (Status.QUEUED, "try_again", 1)
    assert row.due_at == NOON + timedelta(minutes=1)
    clock.turn(timedelta(minutes=1))
    work.run_due(clock.now(), only=("outbox",))
    row.refresh_from_db()
    assert row.status == Status.SENT
    (_, first, body), (_, second, again) = receiver.came
    assert body == again
    assert first["webhook-id"] == second["webhook-id"] == row.reference
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    assert second["webhook-signature"] == signed(SECRET, second, again)


@pytest.mark.usefixtures("noon", "way")
def test_a_receiver_that_is_gone_fails_the_message_and_bars_nobody(shop, receiver):
    receiver.answers[:] = [(410, b"gone")]
    person = shop.person("a@example.org")
    row = send(shop, person)
    assert (row.status, row.reason, row.reason_params) == (Status.FAILED, "refused", {"said": "410 gone"})
    assert events.facts_of(shop.workspace_id, [person], names=("message_bounced",))[person] == []
    assert send(shop, person, key="k2").status == Status.SENT


@pytest.mark.usefixtures("noon")
def test_one_receiver_that_cannot_be_reached_holds_up_no_other(db, receiver, monkeypatch):
    private = Webhooks(Signature.parse(SECRET))
    open_way = Webhooks(Signature.parse(SECRET), stand_in=receiver.url)
    monkeypatch.setitem(ports._providers, "webhook", _OneDead(private, open_way))
    shop = publish(messages={"dead": {**HOOK, "url": "https://dead.invalid.example/x"}, "tell": HOOK})
    person = shop.person()
    items = [QueueItem(person_id=person, message_id=one, unique_key=one) for one in ("dead", "tell")]
    queue(shop.workspace_id, version_id=shop.version_id, items=items, now=clock.now())
    work.run_due(clock.now(), only=("outbox",))
    found = dict(Outgoing.objects.values_list("message_id", "status"))
    assert found == {"dead": Status.QUEUED, "tell": Status.SENT}


class _OneDead(Webhooks):
    """Calls dead receivers for real, and the one on this machine for all others."""

    def __init__(self, private: Webhooks, open_way: Webhooks) -> None:
        self.private, self.open_way = private, open_way

    def connect(self, place: int) -> _Line:
        return _Line(self.private.connect(place), self.open_way.connect(place))


class _Line:
    def __init__(self, private, open_way):
        self.private, self.open_way, self.line = private, open_way, open_way

    def prepare(self, envelope):
        self.line = self.private if "dead" in envelope.recipient else self.open_way
        self.line.prepare(envelope)

    def __getattr__(self, name):
        return getattr(self.line, name)


@pytest.mark.usefixtures("noon", "way")
def test_a_preview_shows_what_would_be_posted_and_where(shop, receiver):
    person = shop.person("a@example.org", name="Åsa")
    shown = preview(shop.workspace_id, message_id="tell", person_id=person, language="", now=NOON)
    assert shown is not None
    assert (shown.problem, shown.recipient) == ("", HOOK["url"])
    assert json.loads(shown.text) == {"name": "Åsa", "form": "-", "kind": "a"}
    assert receiver.came == []


@DATABASE
@pytest.mark.usefixtures("noon", "way")
def test_a_journey_about_a_cart_sends_a_webhook_and_goes_on(receiver):
    steps = [{"id": "tell", "send": "tell"}, {"id": "told", "tag": "told"}]
    made = {"name": "Left", "trigger": {"event": "cart_filled"}, "steps": steps}
    shop = publish(messages={"tell": HOOK}, funnels=[funnel(left=made)])
    person = shop.person(country="DK")
    happen(shop, person, "cart_filled")
    for _ in range(4):
        turn()
    [(_, _, body)] = receiver.came
    assert json.loads(body)["kind"] == "a"
    assert Outgoing.objects.get().journey == "left"
    assert len(events.facts_of(shop.workspace_id, [person], names=("tag_added",))[person]) == 1


class TestASecretForEachReceiver:
    """What the receiver verifies with, from the first own secret over a change to a leak."""

    @pytest.fixture(autouse=True)
    def home(self, tmp_path, settings):
        settings.HOME = tmp_path
        return tmp_path

    def headers(self, address: str = "https://hooks.example.com/x", *, later: timedelta = timedelta(0), workspace=1):
        signature = signature_of(workspace, address, Signature.parse(SECRET), NOON + later)
        assert signature is not None
        return signature.headers("id", "{}", NOON)["webhook-signature"].split(" ")

    def by(self, secret: str) -> str:
        return Signature.parse(secret).headers("id", "{}", NOON)["webhook-signature"]

    def test_its_own_signs_beside_the_shared_one_for_a_day_and_then_alone(self):
        assert self.headers() == [self.by(SECRET)]
        own = make_secret(1, "https://Hooks.example.com/any/path", now=NOON)
        assert self.headers(later=timedelta(hours=23)) == [self.by(own), self.by(SECRET)]
        assert self.headers(later=timedelta(days=1)) == [self.by(own)]

    def test_another_receiver_and_another_workspace_have_nothing_of_it(self):
        make_secret(1, "https://hooks.example.com/x", now=NOON)
        assert self.headers("https://other.example.com/x") == [self.by(SECRET)]
        assert self.headers("https://hooks.example.com:8443/x") == [self.by(SECRET)]
        assert self.headers(workspace=2) == [self.by(SECRET)]

    def test_a_new_one_signs_beside_the_last_for_a_day(self):
        first = make_secret(1, "https://hooks.example.com/x", now=NOON - timedelta(days=9))
        second = make_secret(1, "https://hooks.example.com/x", now=NOON)
        assert self.headers() == [self.by(second), self.by(first)]
        assert self.headers(later=timedelta(days=1)) == [self.by(second)]

    def test_one_that_leaked_signs_no_more(self):
        make_secret(1, "https://hooks.example.com/x", now=NOON - timedelta(hours=1))
        second = make_secret(1, "https://hooks.example.com/x", now=NOON, at_once=True)
        assert self.headers() == [self.by(second)]

    def test_nobody_else_reads_the_files_and_the_secret_is_no_part_of_what_is_shown(self, home):
        own = make_secret(1, "https://hooks.example.com/x", now=NOON)
        files = [file for file in home.rglob("*") if file.is_file()]
        assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"]
        assert own not in repr(signature_of(1, "https://hooks.example.com/x", None, NOON))

    @pytest.mark.parametrize("address", ["http://x.example.com/", "https://", "https://../x", "hooks", "https://a:b/"])
    def test_what_is_no_receiver_has_no_secret(self, address):
        with pytest.raises(BadDestination):
            make_secret(1, address, now=NOON)

    def test_without_any_secret_nothing_leaves_and_it_is_tried_again(self, receiver):
        line = Webhooks(None, stand_in=f"{receiver.url}/x").connect(0)
        with pytest.raises(Refused, match="no secret yet") as refused:
            line.prepare(TEXT)
        assert not refused.value.permanent and receiver.came == []

    @pytest.mark.django_db
    def test_the_command_shows_it_once_and_names_what_is_wrong(self, home):
        publish()
        made = CliRunner().invoke(suppilo, ["webhook", "secret", "https://hooks.example.com/x"])
        assert made.exit_code == 0 and made.stdout.startswith("whsec_")
        wrong = CliRunner().invoke(suppilo, ["webhook", "secret", "http://hooks.example.com/x"])
        assert wrong.exit_code == 1 and "https://" in wrong.output
