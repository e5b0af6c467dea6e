"""The collector's address acknowledges what is in the log and says why when it is not."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests.large_numbers import share_of
from tests.prepared import begun, migrated
from tests.serving import Answer, Served, environment_for, run_python, serving

pytestmark = [pytest.mark.crash, pytest.mark.pure]
OPEN = "from tests.capture.business import open_business; open_business()"
VISITOR = "v" * 32


def business(home: Path, **settings: str) -> dict[str, str]:
    begun(home, "aukio", _open)
    return environment_for(home, **settings)


def _open(home: Path) -> None:
    migrated(home / "suppilo.sqlite3")
    run_python(OPEN, environment_for(home))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    origins = {"SUPPILO_COLLECT_ORIGINS": "https://shop.example", "SUPPILO_COLLECT_QUEUE": "3"}
    with serving(business(tmp_path_factory.mktemp("collect"), **origins), "--no-worker") as running:
        yield running


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server behind a proxy, whose operator names no sites and allows little."""
    limits = {
        "SUPPILO_COLLECT_PER_MINUTE": "3",
        "SUPPILO_COLLECT_PER_VISITOR": "4",
        "SUPPILO_TRUSTED_PROXIES": "127.0.0.1",
    }
    with serving(business(tmp_path_factory.mktemp("limited"), **limits), "--no-worker") as running:
        yield running


def report(*ids: str, **given: Any) -> str:
    happenings = [{"name": "cup_rated", "id": one, "properties": {"stars": 5}} for one in ids or [uuid.uuid4().hex]]
    return json.dumps({"w": "aukio", "v": VISITOR, "consent": True, "events": happenings, **given})


def collect(served: Served, body: str | bytes, **headers: str) -> Answer:
    return served.send("POST", "/collect", body, {"Content-Type": "application/json", **headers})


def stored(served: Served) -> list[str]:
    with sqlite3.connect(served.home / "suppilo.sqlite3", timeout=20) as database:
        return [row[0] for row in database.execute("select external_id from events_event where source = 'collect'")]


def test_an_acknowledged_report_is_in_the_log(served: Served):
    one = uuid.uuid4().hex
    answer = collect(served, report(one))
    assert (answer.status, answer.body) == (204, b"")
    assert one in stored(served)
    assert collect(served, report(one)).status == 204
    assert stored(served).count(one) == 1


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"{", 400, "truncated"),
        (report(w="nobody"), 400, "no workspace 'nobody'"),
        (report(events=[{"name": "form_submitted", "id": "12345678"}]), 400, "cannot be reported"),
        (report(*(f"event-{number:04d}" for number in range(101))), 400, "length"),
        (b" " * 70_000, 413, "65536 bytes"),
    ],
)
def test_a_bad_report_is_refused_with_its_reason(served: Served, body, status, reason):
    answer = collect(served, body)
    assert answer.status == status
    assert reason in json.loads(answer.body)["error"]


def test_a_body_without_a_length_is_cut_off_when_it_is_too_large(served: Served):
    answer = served.send("POST", "/collect", (b"x" * 10_000 for _ in range(10)))  # type: ignore[arg-type]
    assert answer.status == 413


def test_only_posts_are_taken(served: Served):
    answer = served.send("GET", "/collect")
    assert (answer.status, answer.headers["allow"]) == (405, "POST, OPTIONS")


def test_only_named_sites_and_our_own_pages_may_report(served: Served):
    shop = collect(served, report(), Origin="https://shop.example")
    assert (shop.status, shop.headers["access-control-allow-origin"]) == (204, "https://shop.example")
    preflight = served.send("OPTIONS", "/collect", headers={"Origin": "https://shop.example"})
    assert (preflight.status, preflight.headers["access-control-allow-headers"]) == (204, "content-type")
    assert collect(served, report(), Origin=served.address).status == 204
    one = uuid.uuid4().hex
    foreign = collect(served, report(one), Origin="https://shop.example.evil.example")
    assert foreign.status == 403
    assert "access-control-allow-origin" not in foreign.headers
    assert one not in stored(served)
    assert served.send("OPTIONS", "/collect", headers={"Origin": "https://evil.example"}).status == 403


def test_pages_of_the_definition_s_sites_may_report_without_the_operator(limited: Served):
    asked = limited.send("OPTIONS", "/collect", headers={"Origin": "https://shop.example"})
    assert (asked.status, asked.headers["access-control-allow-origin"]) == (204, "https://shop.example")
    assert collect(limited, report(), Origin="https://shop.example").status == 204
    assert collect(limited, report(), Origin="https://other.example").status == 403


def test_some_of_a_report_may_be_taken_and_the_rest_is_told(served: Served):
    good, bad = uuid.uuid4().hex, uuid.uuid4().hex
    events = [{"name": "cup_rated", "id": good}, {"name": "cup_rated", "id": bad, "properties": {"stars": "many"}}]
    answer = collect(served, report(events=events))
    told = json.loads(answer.body)
    assert (answer.status, told["taken"]) == (200, 1)
    assert [(one["event"], one["id"]) for one in told["refused"]] == [(1, bad)]
    assert "'stars' is declared as number" in told["refused"][0]["reason"]
    assert good in stored(served) and bad not in stored(served)


def person_of(served: Served, one: str) -> tuple[int | None, str]:
    with sqlite3.connect(served.home / "suppilo.sqlite3", timeout=20) as database:
        return database.execute("select person_id, consent from events_event where external_id = ?", [one]).fetchone()


def test_on_our_own_pages_the_visitor_is_taken_from_the_cookies_they_agreed_to(served: Served):
    cookies = f"suppilo_consent=aukio.yes; suppilo_visitor={'a' * 32}"
    agreed, declined, foreign = (uuid.uuid4().hex for _ in range(3))
    nobody = {"v": None, "consent": False}
    collect(served, report(agreed, **nobody), Origin=served.address, Cookie=cookies)
    collect(served, report(declined, **nobody), Origin=served.address, Cookie=cookies.replace("yes", "no"))
    collect(served, report(foreign, **nobody), Origin="https://shop.example", Cookie=cookies)
    assert person_of(served, agreed)[0] is not None
    assert person_of(served, agreed)[1] == "yes"
    assert person_of(served, declined) == person_of(served, foreign) == (None, "no")


def test_whoever_sends_too_much_is_told_when_to_come_again(limited: Served):
    here, there = {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "2001:db8::7"}
    body = report(consent=False)
    assert [collect(limited, body, **here).status for _ in range(4)] == [204, 204, 204, 429]
    answer = collect(limited, body, **here)
    assert 1 <= int(answer.headers["retry-after"]) <= 20
    ids = [uuid.uuid4().hex for _ in range(3)]
    other = "w" * 32
    assert [collect(limited, report(*ids, v=other), **there).status for _ in range(2)] == [204, 429]
    assert set(ids) <= set(stored(limited))


def test_a_full_queue_answers_503_and_loses_nothing_it_acknowledged(served: Served):
    """The database is held shut, so that three reports wait; whoever comes then is told to come again."""
    ids = [uuid.uuid4().hex for _ in range(12)]
    lock = sqlite3.connect(served.home / "suppilo.sqlite3", timeout=20, isolation_level=None)
    lock.execute("begin immediate")
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(collect, served, report(one)) for one in ids]
        refused = [one for one in _first(asked, 9) if one.result().status == 503]
        lock.execute("rollback")
        answers = [one.result() for one in asked]
    assert len(refused) == 9
    assert all(one.result().headers["retry-after"] == "1" for one in refused)
    taken = {one for one, answer in zip(ids, answers, strict=True) if answer.status == 204}
    assert len(taken) == 3
    assert taken == set(ids) & set(stored(served))


def _first(asked: list[Any], count: int) -> list[Any]:
    ready = threading.Semaphore(0)
    for one in asked:
        one.add_done_callback(lambda _: ready.release())
    for _ in range(count):
        assert ready.acquire(timeout=90)
    return [one for one in asked if one.done()]


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 1 + share_of(5)))]
)
def test_what_was_acknowledged_is_in_the_log_once_after_kills_of_the_web(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    with serving(business(tmp_path), "--no-worker") as running:
        acknowledged: list[str] = []
        sent: list[str] = []
        ended = threading.Event()

        def keep_reporting() -> None:
            while not ended.is_set():
                one = uuid.uuid4().hex
                sent.append(one)
                for _ in range(3):
                    try:
                        if collect(running, report(one)).status == 204:
                            acknowledged.append(one)
                            break
                    except (OSError, HTTPException):
                        continue  # no answer: the same id again

        threads = [threading.Thread(target=keep_reporting) for _ in range(8)]
        for thread in threads:
            thread.start()
        for _ in range(4):
            enough = len(acknowledged) + chance.randrange(20, 80)
            while len(acknowledged) < enough:
                ended.wait(0.001)
            running.kill("web")
        ended.set()
        for thread in threads:
            thread.join()
        kept = stored(running)
        assert running.kills == {"web": 4}
        assert len(acknowledged) > 80
        assert set(acknowledged) <= set(kept) <= set(sent)
        assert len(kept) == len(set(kept))
