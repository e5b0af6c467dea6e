"""A timeline says of every message that was held back whether it waits, why, and until when, and never in codes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from suppilo.foundation import clock
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations import QueueItem, queue
from suppilo.messages.operations.journeys import hold_journey
from suppilo.messages.outcomes import Outcome, write
from suppilo.messages.reasons import SENTENCES, WITHOUT_VALUES
from suppilo.publishing.queries import running
from suppilo.studio.queries.timeline import timeline
from suppilo.studio.words.names import Names
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "da", "nb", "fi", "sv")
MORNING = NOW + timedelta(hours=20)


@pytest.fixture
def desk() -> Desk:
    return lay()


def put(desk: Desk, *keys: str) -> list[Outgoing]:
    version = running(desk.workspace.pk).version_id
    items = [QueueItem(person_id=desk.person, message_id="taster_mail", unique_key=key) for key in keys]
    queue(desk.workspace.pk, version_id=version, items=items, now=NOW)
    return list(Outgoing.objects.filter(unique_key__in=keys).order_by("unique_key"))


def become(row: Outgoing, status: Status, reason: str, *, due_at=None, **params) -> None:
    with clock.at(NOW):
        write([Outcome(row, status, reason, params, due_at)], NOW)


def told(desk: Desk, language: str = "en") -> list[str]:
    """What the timeline says of messages that did not leave, oldest first."""
    with override(language):
        found = timeline(
            desk.workspace.pk, [desk.person], Names(None, language), zone="Europe/Helsinki", now=NOW, limit=500
        )
    lines = [entry for day in found.days for entry in day.entries if entry.name == "message_held"]
    return [str(entry.words) for entry in sorted(lines, key=lambda entry: entry.seq)]


@pytest.mark.parametrize("status", [Status.HELD, Status.SUPPRESSED])
def test_no_code_of_a_reason_ever_shows_in_any_language(desk: Desk, status: Status) -> None:
    codes = sorted(SENTENCES)
    rows = put(desk, *codes)
    hold_journey(desk.workspace.pk, rows[0].journey, now=NOW)
    with clock.at(NOW):
        write([Outcome(row, status, row.unique_key) for row in rows], NOW)
    spoken = {language: told(desk, language) for language in LANGUAGES}
    for language, lines in spoken.items():
        assert len(lines) == len(codes)
        for code, words in zip((row.unique_key for row in rows), lines, strict=True):
            why = words.partition(": ")[2]
            assert why.endswith(".") and len(why.split()) > 2, (language, code, words)
            assert not re.search(rf"\b{code}\b", why) or (language == "en" and "_" not in code), (language, words)
            assert "{" not in words and "?" not in words, (language, words)
            assert language == "en" or words not in spoken["en"], (language, words)


def test_a_message_that_waits_says_until_when_in_the_zone_of_the_business(desk: Desk) -> None:
    become(put(desk, "k")[0], Status.HELD, "quiet_hours", due_at=MORNING, zone="Europe/Oslo")
    why = "It is night where the person is (Europe/Oslo)."
    name = "<b>taster mail</b>"
    assert told(desk) == [f"has to wait for {name} until 13 Mar 2026 07:30 at the earliest: {why}"]
    assert told(desk, "fi")[0].startswith(
        f"joutuu odottamaan viestiä {name}, joka lähtee aikaisintaan 13.3.2026 07:30:"
    )


def test_what_became_of_it_later_does_not_change_what_was_said_then(desk: Desk) -> None:
    [row] = put(desk, "k")
    become(row, Status.HELD, "cap_reached", due_at=MORNING, cap=2, per_days=7)
    assert "The person got 2 messages in the last 7 days" in told(desk)[0]
    become(row, Status.EXPIRED, "expired", because="cap_reached")
    first, second = told(desk)
    assert "until 13 Mar 2026 07:30 at the earliest: The person has lately got as many messages" in first
    assert second.startswith("was not sent <b>taster mail</b>: It came too late")
    assert second.endswith(f"Before that: {WITHOUT_VALUES['cap_reached']}")


def test_a_pause_whose_end_nobody_knows_names_none(desk: Desk) -> None:
    [row] = put(desk, "k")
    hold_journey(desk.workspace.pk, row.journey, now=NOW)
    become(row, Status.HELD, "journey_paused")
    assert told(desk) == [f"has to wait for <b>taster mail</b>: {SENTENCES['journey_paused']}"]


def test_what_a_server_said_is_not_told_to_those_who_may_not_see_addresses(desk: Desk) -> None:
    become(put(desk, "k")[0], Status.FAILED, "refused", said="550 maija.meikalainen@example.fi is unknown")
    assert told(desk) == ["was not sent <b>taster mail</b>: The other side refused it."]


def test_the_messages_of_a_person_say_until_when(client: Client, desk: Desk) -> None:
    become(put(desk, "k")[0], Status.HELD, "quiet_hours", due_at=MORNING, zone="Europe/Oslo")
    sign_in(client, desk.users["sales"])
    with clock.at(NOW):
        page = client.get(f"/studio/roastery/people/{desk.person}/").content.decode()
    card = page[page.index('aria-labelledby="letters"') :]
    assert "It is night where the person is (Europe/Oslo)." in card
    assert "Looked at again:" in card and "13 Mar 2026 07:30</time>" in card
