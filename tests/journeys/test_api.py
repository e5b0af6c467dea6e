"""A business's own server lets people start a journey over HTTP: with a key, once, and told one by one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from suppilo.foundation import clock, work
from suppilo.journeys import api, operations
from suppilo.journeys.models import Asked, Enrolment
from suppilo.people import operations as people
from suppilo.people.models import Person
from suppilo.team import operations as team
from suppilo.team.models import ServerKey, Workspace
from suppilo.team.server_keys import ENROL
from tests.journeys.story import DATABASE, FORM, inside, journey, publish_journeys, said, turn
from tests.messages.world import World, publish
from tests.studio.desk import sign_in

pytestmark = [DATABASE, pytest.mark.usefixtures("noon", "post")]
SEND = {"id": "guide", "send": "guide_mail"}
REST = {"id": "rest", "wait": "1d"}
BY_HAND = {"manual": True}
PLACE = "/api/kahvila/journeys/deliver/enrolments"


@pytest.fixture(autouse=True)
def full_buckets() -> None:
    api.requests.forget()


def key_of(world: World) -> str:
    workspace = Workspace.objects.get(pk=world.workspace_id)
    owner = team.create_user(email=f"owner{ServerKey.objects.count()}@example.org")
    return team.make_server_key(workspace=workspace, name="Shop", scope=ENROL, by=owner)[1]


def post(key: str, *people: dict[str, Any], body: Any = None, place: str = PLACE, **headers: str) -> Any:
    """As a server does it: also where Django would ask for a token against forgery."""
    told = body if body is not None else json.dumps({"people": people})
    return Client(enforce_csrf_checks=True).post(
        place, told, content_type="application/json", headers={"Authorization": f"Bearer {key}", **headers}
    )


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["result"] for one in answer.json()["people"]]


def test_each_person_is_told_what_became_of_them_and_the_mail_goes_out():
    world = publish_journeys(deliver=journey(SEND, REST, trigger=BY_HAND))
    new, still = world.person("new@example.org"), world.person("still@example.org")
    world.person("other@example.org")
    key = key_of(world)
    assert results(post(key, {"email": "still@example.org"})) == ["enrolled"]
    answer = post(
        key,
        {"email": "New@Example.org", "values": {"plan": "gold", "seats": 3}},
        {"email": "still@example.org"},
        {"email": "nobody@example.org"},
        {"email": "new@example.org"},
        {"phone": "12"},
    )
    assert results(answer) == ["enrolled", "already_inside", "not_known", "named_twice", "unreadable"]
    assert (answer.json()["enrolled"], answer.json()["refused"]) == (1, 4)
    assert Enrolment.objects.get(person_id=new).context == {"plan": "gold", "seats": 3}
    turn()
    assert sorted(said()) == [(new, "guide_mail"), (still, "guide_mail")]
    clock.turn(timedelta(days=1))
    turn()
    assert results(post(key, {"email": "new@example.org"})) == ["was_inside"]
    assert Person.objects.count() == 3, "nobody is made known by being asked for"


def test_the_same_request_again_starts_nobody_twice_and_answers_the_same():
    world = publish_journeys(deliver=journey(SEND, again="always", trigger=BY_HAND))
    world.person("a@example.org")
    key, once = key_of(world), {"Idempotency-Key": "order-17"}
    first = post(key, {"email": "a@example.org"}, **once)
    again = post(key, {"email": "a@example.org"}, **once)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first
    assert Enrolment.objects.count() == 1
    other = post(key, {"email": "b@example.org"}, **once)
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key_used")
    assert results(post(key, {"email": "a@example.org"})) == ["enrolled"]


def test_a_refused_request_is_kept_read_again_and_forgotten_after_30_days():
    world = publish_journeys(deliver=journey(SEND, trigger=BY_HAND))
    key = key_of(world)
    name = post(key, {"external": "C-1"}, **{"Idempotency-Key": "x"}).json()["request"]
    known = {"Authorization": f"Bearer {key}"}
    found = Client().get(f"{PLACE}/{name}", headers=known)
    assert results(found) == ["not_known"]
    assert Client().get(f"{PLACE}/y", headers=known).status_code == 404
    work.run_due(clock.now() + timedelta(days=31), only=("journey_asked",))
    assert Client().get(f"{PLACE}/{name}", headers=known).status_code == 404


def test_a_journey_that_stands_still_or_starts_by_something_else_takes_nobody_and_keeps_who_was_refused():
    world = publish_journeys(deliver=journey(SEND, trigger=BY_HAND), formed=journey(SEND, trigger=FORM))
    world.person("a@example.org")
    key, once = key_of(world), {"Idempotency-Key": "k"}
    operations.pause(world.workspace_id, "deliver")
    for place, code in ((PLACE, "journey_paused"), (PLACE.replace("deliver", "formed"), "not_manual")):
        answer = post(key, {"email": "a@example.org"}, place=place, **once)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, code)
    assert sorted(row.results for row in Asked.objects.all()) == [["journey_paused"], ["not_manual"]]
    assert inside() == []
    operations.resume(world.workspace_id, "deliver")
    assert results(post(key, {"email": "a@example.org"}, **once)) == ["enrolled"]
    gone = post(key, {"email": "a@example.org"}, place=PLACE.replace("deliver", "nothing"))
    assert gone.status_code == 404


def test_only_a_key_of_this_workspace_that_was_not_revoked_opens_the_door():
    world = publish_journeys(deliver=journey(SEND, trigger=BY_HAND))
    other = publish("other")
    world.person("a@example.org")
    key, strange = key_of(world), key_of(other)
    person = {"email": "a@example.org"}
    for wrong in (strange, key[:-1], "", "ä"):
        answer = post(wrong, person)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer"), wrong
    staff = team.create_user(email="chief@example.org", is_superuser=True)
    signed_in = sign_in(Client(), staff)
    assert signed_in.post(PLACE, {"people": [person]}, content_type="application/json").status_code == 401
    kept = ServerKey.objects.get(workspace_id=world.workspace_id)
    assert key not in json.dumps([kept.hint, kept.digest]) and key.startswith(kept.hint)
    assert results(post(key, person)) == ["enrolled"]
    workspace = Workspace.objects.get(pk=world.workspace_id)
    assert ServerKey.objects.get(pk=kept.pk).used_at == clock.now()
    team.revoke_server_key(workspace=workspace, number=kept.pk, by=staff)
    assert post(key, person).status_code == 401
    with pytest.raises(ServerKey.DoesNotExist):
        team.revoke_server_key(workspace=Workspace.objects.get(pk=other.workspace_id), number=kept.pk, by=staff)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b"\xff"),
        (400, "{"),
        (400, '{"people": [NaN]}'),
        (400, "[" * 60_000),
        (413, " " * 70_000),
        (422, "[]"),
        (422, '{"people": []}'),
        (422, json.dumps({"people": [{"email": "a@example.org"}] * 101})),
        (422, '{"people": [{"mail": "a@example.org"}]}'),
        (422, '{"people": [{"visitor": "0123456789abcdef"}]}'),
        (422, '{"people": [{"values": {}}]}'),
        (422, '{"people": [{"external": "\\ud800"}]}'),
        (422, '{"people": [{"external": "a\\u0000"}]}'),
        (422, '{"people": [{"external": "a", "values": {"Bad Name": 1}}]}'),
        (422, '{"people": [{"external": "a", "values": {"deep": {"er": 1}}}]}'),
        (422, '{"people": [{"external": "a", "values": {"huge": 1e400}}]}'),
        (422, '{"people": [{"external": "a", "values": {"who": "write to b@example.org"}}]}'),
    ],
)
def test_a_body_that_does_not_fit_is_refused_whole_with_a_word_and_a_sentence(status: int, body: str | bytes):
    answer = post(key_of(publish_journeys(deliver=journey(SEND, trigger=BY_HAND))), body=body)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message"}
    assert not Asked.objects.exists()


def test_a_body_without_its_length_is_asked_for_it():
    key = key_of(publish_journeys(deliver=journey(SEND, trigger=BY_HAND)))
    known = {"Authorization": f"Bearer {key}", "Transfer-Encoding": "chunked"}
    answer = Client().generic("POST", PLACE, b"", headers=known)
    assert (answer.status_code, answer.json()["error"]["code"]) == (411, "no_length")


def test_identifiers_of_two_people_start_neither():
    world = publish_journeys(deliver=journey(SEND, trigger=BY_HAND))
    world.person("a@example.org")
    world.person("b@example.org")
    key = key_of(world)
    assert results(post(key, {"email": "a@example.org", "external": "nobody's"})) == ["enrolled"]
    now = clock.now()
    people.identify(world.workspace_id, identifiers={"phone": "+358401234567"}, at=now, now=now)
    assert results(post(key, {"email": "b@example.org", "phone": "040 123 4567"})) == ["two_people"]


def test_a_key_is_stopped_for_a_while_when_it_comes_too_often():
    world = publish_journeys(deliver=journey(SEND, trigger=BY_HAND))
    key = key_of(world)
    number = ServerKey.objects.get().pk
    api.requests.take(str(number), per_minute=api.A_MINUTE, now=clock.now(), permits=api.A_MINUTE)
    answer = post(key, {"external": "a"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    clock.turn(timedelta(seconds=1))
    assert results(post(key, {"external": "a"})) == ["not_known"]


@pytest.mark.postgresql  # SQLite has one writer, and the tests' database one connection
def test_the_same_request_sent_by_several_at_once_is_carried_out_once():
    world = publish_journeys(deliver=journey(SEND, again="always", trigger=BY_HAND))
    world.person("a@example.org")
    key = key_of(world)

    def send(_: int) -> Any:
        try:
            return post(key, {"email": "a@example.org"}, **{"Idempotency-Key": "once"})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert [results(one) for one in answers] == [["enrolled"]] * 4
    assert sorted("Idempotent-Replayed" in one for one in answers) == [False, True, True, True]
    assert Enrolment.objects.count() == 1
