"""A form that a person sent becomes one lead; anything else becomes none, and can be found again."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from suppilo.capture import queries
from suppilo.capture.models import Rejection, Submission
from suppilo.capture.operations import Ignored, Refused, Submitted, UnknownForm
from suppilo.events.models import Event
from suppilo.messages.rules import packs
from suppilo.people import operations as people
from suppilo.people.models import Consent, ConsentRecord, Person
from suppilo.people.queries import attributes_of, contact, find
from suppilo.team.models import Workspace
from tests.capture.business import NOON, open_business, post, run_with
from tests.messages.strict_pack import strict


def reasons() -> list[str]:
    return list(Rejection.objects.order_by("pk").values_list("reason", flat=True))


def test_a_form_makes_a_lead_with_everything_it_told(workspace: Workspace):
    values = {
        "email": " Anna@Example.com ",
        "phone": "040 123 4567",
        "city": "A\u030abo",
        "cups": "2,5",
        "started_on": "24.12.2020",
        "roast": "dark",
        "nobody_asked": "x",
    }
    tags = {"utm_source": "news", "medium": "paid", "campaign": "to anna@example.com"}
    answer = post(workspace, values=values, tags=tags, language="fi")
    assert isinstance(answer, Submitted)
    assert contact([answer.person_id], "email") == {answer.person_id: "anna@example.com"}
    assert find(workspace.pk, "phone", "+358401234567") == answer.person_id
    assert attributes_of([answer.person_id])[answer.person_id] == {
        "city": "Åbo",
        "cups": 2.5,
        "started_on": date(2020, 12, 24),
        "roast": "dark",
    }
    fact = Event.objects.get(name="form_submitted")
    assert (fact.person_id, fact.at, fact.origin, fact.is_act) == (answer.person_id, NOON, "live", True)
    assert fact.external_id == Submission.objects.get().token
    assert fact.properties == {
        "form": "guide_form",
        "funnel": "coffee",
        "magnet": "guide",
        "page": "guide",
        "source": "news",
        "medium": "paid",
        "language": "fi",
    }


@pytest.mark.parametrize(
    ("address", "marked"),
    [("x@mailinator.com", "disposable"), ("info@example.com", "role"), ("anna@example.com", None)],
)
def test_an_address_to_throw_away_or_of_a_role_is_marked_in_the_fact(workspace: Workspace, address, marked):
    assert isinstance(post(workspace, values={"email": address}), Submitted)
    assert Event.objects.get(name="form_submitted").properties.get("address") == marked


@pytest.mark.parametrize(("choice", "language", "said"), [("accept", "en", ""), ("refuse", "fi", "mailinator.com")])
def test_a_form_may_accept_addresses_to_throw_away_or_refuse_them_in_words(workspace, choice, language, said):
    run_with(workspace, disposable=choice)
    answer = post(workspace, values={"email": "x@mailinator.com"}, language=language)
    if said:
        assert isinstance(answer, Refused) and said in answer.errors["email"] and "osoite" in answer.errors["email"]
        assert (Person.objects.count(), reasons()) == (0, ["invalid"])
    else:
        assert "address" not in Event.objects.get(name="form_submitted").properties


def test_a_replayed_post_is_answered_as_before_and_makes_no_second_lead(workspace: Workspace):
    shown = queries.form_state(workspace.pk, form_id="guide_form", now=NOON)
    again = {"token": shown.token, "shown_at_token": shown.shown_at}
    first = post(workspace, now=NOON + timedelta(minutes=1), **again)
    later = post(workspace, now=NOON + timedelta(days=3), **again)
    assert isinstance(first, Submitted)
    assert later == Submitted(first.person_id, repeated=True)
    assert (Person.objects.count(), Event.objects.filter(name="form_submitted").count()) == (1, 1)
    assert reasons() == []


def test_a_known_token_with_another_address_makes_no_lead_and_asks_to_send_again(workspace: Workspace):
    shown = queries.form_state(workspace.pk, form_id="guide_form", now=NOON - timedelta(minutes=1))
    again = {"token": shown.token, "shown_at_token": shown.shown_at}
    post(workspace, **again)
    answer = post(workspace, values={"email": "berta@example.com"}, **again)
    assert isinstance(answer, Refused) and list(answer.errors) == [""]
    assert (Person.objects.count(), reasons()) == (1, ["changed"])


@pytest.mark.django_db(transaction=True)
def test_the_same_post_eight_times_at_once_makes_one_lead():
    workspace = open_business()
    shown = queries.form_state(workspace.pk, form_id="guide_form", now=NOON - timedelta(minutes=1))
    answers: list[object] = []
    start = threading.Barrier(8)

    def send() -> None:
        try:
            start.wait()
            answers.append(post(workspace, token=shown.token, shown_at_token=shown.shown_at, ip="127.0.0.1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(answer, Submitted) for answer in answers) and len(answers) == 8
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * 7
    assert len({answer.person_id for answer in answers}) == 1
    assert (Person.objects.count(), Event.objects.filter(name="form_submitted").count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"honeypot": "call me"}, "honeypot"),
        ({"shown": NOON}, "too_fast"),
        ({"user_agent": "python-requests/2.32"}, "crawler"),
        ({"shown_at_token": "1772366340000:AAAA"}, "unsigned"),
        ({"token": "0" * 32}, "unsigned"),
        ({"shown_at_token": ""}, "unsigned"),
        ({"shown": NOON + timedelta(hours=1)}, "too_fast"),
    ],
)
def test_a_program_is_answered_civilly_makes_no_lead_and_is_counted(workspace: Workspace, given, reason):
    assert post(workspace, **given) == Ignored(reason)
    assert (Person.objects.count(), Event.objects.count(), reasons()) == (0, 0, [reason])


def test_a_time_signed_for_one_workspace_or_form_is_none_for_another(workspace: Workspace):
    other = open_business("other")
    shown = queries.form_state(other.pk, form_id="guide_form", now=NOON - timedelta(minutes=1))
    assert post(workspace, token=shown.token, shown_at_token=shown.shown_at) == Ignored("unsigned")


def test_a_headless_browser_is_a_browser(workspace: Workspace):
    agent = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0.0.0 Safari/537.36"
    )
    assert isinstance(post(workspace, user_agent=agent), Submitted)


def test_a_page_from_the_day_before_yesterday_asks_to_send_again(workspace: Workspace):
    answer = post(workspace, shown=NOON - timedelta(hours=25))
    assert isinstance(answer, Refused) and "more than a day" in answer.errors[""]
    assert (Person.objects.count(), reasons()) == (0, ["expired"])


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"email": "anna@example"}, ["email"]),
        ({"email": "anna@exa mple.com"}, ["email"]),
        ({"email": "a@example.com\nBcc: b@example.com"}, ["email"]),
        ({"email": ""}, ["email"]),
        ({}, ["email"]),
        ({"email": "anna@example.com", "phone": "12"}, ["phone"]),
        ({"email": "anna@example.com", "cups": "many", "started_on": "2026-02-30"}, ["cups", "started_on"]),
        ({"email": "anna@example.com", "cups": "nan"}, ["cups"]),
        ({"email": "anna@example.com", "roast": "burnt"}, ["roast"]),
        ({"email": "anna@example.com", "city": "x" * 2001}, ["city"]),
    ],
)
def test_a_bad_answer_is_said_at_its_field_and_makes_no_lead(workspace: Workspace, values, wrong):
    answer = post(workspace, values=values)
    assert isinstance(answer, Refused)
    assert (sorted(answer.errors), answer.status) == (wrong, 422)
    assert all(answer.errors.values())
    assert (Person.objects.count(), Submission.objects.count(), reasons()) == (0, 0, ["invalid"])
    assert Rejection.objects.get().fields == wrong


def test_a_mended_form_is_taken_in_under_the_token_it_had(workspace: Workspace):
    shown = queries.form_state(workspace.pk, form_id="guide_form", now=NOON - timedelta(minutes=1))
    again = {"token": shown.token, "shown_at_token": shown.shown_at}
    assert isinstance(post(workspace, values={"email": "anna"}, **again), Refused)
    assert isinstance(post(workspace, **again), Submitted)


def test_messages_to_the_visitor_are_in_their_language(workspace: Workspace):
    english = post(workspace, values={"email": ""}, language="en")
    finnish = post(workspace, values={"email": ""}, language="fi")
    assert isinstance(english, Refused) and isinstance(finnish, Refused)
    assert english.errors["email"] != finnish.errors["email"]


def test_a_consent_that_the_law_of_the_persons_country_wants_confirmed_waits_whatever_the_purpose_says(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    """Whose law holds is not changed by filling in a form of a business elsewhere."""
    monkeypatch.setitem(packs(), "DK", strict("DK"))
    given = {"identifiers": {"email": "dane@example.dk"}, "country": "DK"}
    dane = people.identify(workspace.pk, at=NOON, now=NOON, origin="import", **given).person_id
    values = {"email": "dane@example.dk", "phone": "+4532123456"}
    post(workspace, values=values, consents={"offers"})
    post(workspace, values={"email": "finn@example.fi"}, consents={"offers"})
    held = Consent.objects.order_by("person_id", "channel").values_list("person_id", "channel", "state")
    finn = find(workspace.pk, "email", "finn@example.fi")
    assert list(held) == [(dane, "email", "pending"), (dane, "sms", "granted"), (finn, "email", "granted")]
    assert Person.objects.get(pk=dane).country == "DK"


def test_ticked_purposes_become_consents_with_their_proof_and_others_do_not(workspace: Workspace):
    answer = post(workspace, consents={"newsletter", "offers", "not_offered"}, language="fi")
    assert isinstance(answer, Submitted)
    held = Consent.objects.values_list("purpose", "channel", "state").order_by("purpose", "channel")
    assert list(held) == [("newsletter", "email", "pending"), ("offers", "email", "granted")]
    proof = ConsentRecord.objects.get(purpose="newsletter").proof
    assert proof == {
        "form": "guide_form",
        "page": "guide",
        "version": 1,
        "sentence": "Lähettäkää uutisia sähköpostiin.",
        "language": "fi",
        "at": NOON.isoformat(),
        "network": "192.0.2.0/24",
    }
    names = Event.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["consent_given", "consent_requested", "form_submitted", "person_identified"]


def test_nothing_ticked_is_no_consent(workspace: Workspace):
    post(workspace)
    assert Consent.objects.count() == 0


def test_a_visitor_who_leaves_an_address_stays_the_same_person(workspace: Workspace):
    first = post(workspace, visitor="v" * 32)
    second = post(workspace, visitor="v" * 32)
    assert isinstance(first, Submitted) and isinstance(second, Submitted)
    assert first.person_id == second.person_id


def test_a_shared_computer_with_two_addresses_makes_two_people(workspace: Workspace):
    first = post(workspace, visitor="v" * 32)
    second = post(workspace, visitor="v" * 32, values={"email": "bengt@example.com"})
    assert isinstance(first, Submitted) and isinstance(second, Submitted)
    assert first.person_id != second.person_id
    assert find(workspace.pk, "visitor", "v" * 32) == second.person_id


@pytest.mark.parametrize("cookie", ["x", "v" * 300, "ä" * 32, "v\n" * 10])
def test_a_cookie_that_is_none_of_ours_is_left_aside(workspace: Workspace, cookie):
    assert isinstance(post(workspace, visitor=cookie), Submitted)
    assert find(workspace.pk, "visitor", cookie) is None


def test_many_forms_from_one_address_are_asked_to_wait_and_then_taken(workspace: Workspace, settings):
    settings.FORMS_PER_MINUTE = 3
    answers = [post(workspace, values={"email": f"a{i}@example.com"}) for i in range(6)]
    assert [type(answer) for answer in answers] == [Submitted] * 3 + [Refused] * 3
    assert (answers[3].status, answers[3].retry_after) == (429, 20)
    assert isinstance(post(workspace, ip="192.0.2.18"), Submitted)
    assert isinstance(post(workspace, now=NOON + timedelta(seconds=20)), Submitted)
    assert reasons() == ["limit"]  # one row a minute tells of it


def test_forms_through_a_proxy_on_this_machine_are_not_counted_as_one_visitor(workspace: Workspace, settings):
    settings.FORMS_PER_MINUTE = 1
    assert all(isinstance(post(workspace, ip="127.0.0.1"), Submitted) for _ in range(3))


def test_a_rejected_post_can_be_found_by_the_address_it_gave_and_holds_nothing_of_it(workspace: Workspace):
    post(workspace, honeypot="x", values={"email": "Anna@Example.com", "city": "Turku"})
    post(workspace, honeypot="x", values={"email": "berta@example.com"})
    found = queries.rejections(workspace.pk, contact=" anna@example.com")
    assert [(row.reason, row.network, row.page) for row in found] == [("honeypot", "192.0.2.0/24", "guide")]
    stored = str(list(Rejection.objects.values()))
    assert "anna" not in stored.lower() and "Turku" not in stored and "192.0.2.17" not in stored
    counts = queries.rejection_counts(workspace.pk, since=NOON, until=NOON + timedelta(seconds=1))
    assert counts == [("guide_form", "honeypot", 2)]


def test_a_form_that_does_not_run_is_an_error_of_ours(workspace: Workspace):
    with pytest.raises(UnknownForm, match="old_form"):
        post(workspace, form_id="old_form")
