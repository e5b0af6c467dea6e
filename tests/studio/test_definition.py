"""The definition in the studio: read, changed, planned, run, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from suppilo.foundation import clock
from suppilo.journeys.models import Enrolment
from suppilo.publishing import queries
from suppilo.team.queries import audit_of
from tests.studio.coffee import BUSINESS, FILES, FUNNEL
from tests.studio.desk import NOW, Desk, lay, sign_in

pytestmark = pytest.mark.django_db
PLACE = "/studio/roastery/definition/"
FIELDS = {f"file:{name}": text for name, text in FILES.items()}
RENAMED = FIELDS | {"file:funnels/coffee.yaml": FUNNEL.replace("en: Lead,", "en: Reader,")}


@pytest.fixture
def desk() -> Desk:
    return lay()


@pytest.fixture
def marketer(client: Client, desk: Desk) -> Client:
    return sign_in(client, desk.users["marketer"])


def post(client: Client, verb: str, **fields: str) -> HttpResponse:
    with clock.at(NOW):
        return client.post(f"{PLACE}{verb}/", fields)  # type: ignore[return-value]


def number(desk: Desk) -> int:
    current = queries.running(desk.workspace.pk)
    assert current is not None
    return current.number


def test_the_files_that_run_are_shown_line_by_line(marketer: Client) -> None:
    page = marketer.get(PLACE).content.decode()
    assert '<li id="business-yaml-1"><code>business:</code></li>' in page
    assert "funnels/coffee.yaml" in page
    assert "Opening day" in page


def test_a_change_is_planned_without_being_run(marketer: Client, desk: Desk) -> None:
    page = post(marketer, "edit", made_from="1", **RENAMED).content.decode()
    assert "Only words change: nobody moves." in page
    assert "coffee.lead" in page
    assert "Run it" in page
    assert number(desk) == 1


def test_an_error_is_shown_at_its_line_and_what_runs_stays(marketer: Client, desk: Desk) -> None:
    broken = FIELDS | {"file:business.yaml": BUSINESS.replace("currency:", "curency:")}
    for verb, status in (("edit", 200), ("apply", 409)):
        answer = post(marketer, verb, made_from="1", **broken)
        page = answer.content.decode()
        assert answer.status_code == status
        assert "business.yaml:6:" in page
        assert '<li id="business-yaml-6" class="marked">' in page
        assert "Run it" not in page
        assert "curency" in page
    assert number(desk) == 1


def test_a_plan_can_be_run_and_taken_back_and_both_stand_in_the_record(marketer: Client, desk: Desk) -> None:
    assert post(marketer, "apply", made_from="1", note="Clearer", **RENAMED).status_code == 302
    assert number(desk) == 2
    plan = marketer.get(f"{PLACE}rollback/1/").content.decode()
    assert "coffee.lead" in plan
    assert number(desk) == 2
    assert post(marketer, "rollback/1", made_from="2").status_code == 302
    assert number(desk) == 3
    assert queries.sources_of(desk.workspace.pk)["funnels/coffee.yaml"] == FUNNEL
    record = [(entry.action, entry.user) for entry in audit_of(desk.workspace)][:2]
    assert record == [("definition.rollback", desk.users["marketer"]), ("definition.apply", desk.users["marketer"])]


@pytest.mark.parametrize("verb", ["apply", "rollback/1"])
def test_a_change_made_from_an_outdated_version_is_refused_and_kept_on_the_page(
    marketer: Client, desk: Desk, verb: str
) -> None:
    post(marketer, "apply", made_from="1", **RENAMED)
    answer = post(marketer, verb, made_from="1", **FIELDS)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "another version runs since" in page or "Another version runs since" in page
    assert number(desk) == 2


def test_an_uploaded_file_replaces_the_one_of_its_name(marketer: Client, desk: Desk) -> None:
    changed = FUNNEL.replace("en: Taster,", "en: First customer,")
    upload = SimpleUploadedFile("coffee.yaml", changed.encode())
    with clock.at(NOW):
        page = marketer.post(f"{PLACE}edit/", {**FIELDS, "made_from": "1", "uploads": upload}).content.decode()
    assert "coffee.taster" in page
    assert "First customer" in page


def test_a_file_that_is_no_text_is_refused_with_a_reason(marketer: Client) -> None:
    upload = SimpleUploadedFile("coffee.yaml", b"\xff\xfe\x00bad")
    page = marketer.post(f"{PLACE}edit/", {**FIELDS, "made_from": "1", "uploads": upload}).content.decode()
    assert "funnels/coffee.yaml" in page
    assert "Run it" not in page


def test_names_that_lead_elsewhere_are_left_out(marketer: Client, desk: Desk) -> None:
    page = post(marketer, "edit", made_from="1", **FIELDS, **{"file:../../etc/passwd.yaml": "a: 1"}).content.decode()
    assert "passwd" not in page
    assert "Nothing would change" in page


def test_the_first_definition_can_be_pasted_into_an_empty_workspace(client: Client, desk: Desk) -> None:
    chief = desk.users["owner"]
    chief.is_superuser = True
    chief.save()
    sign_in(client, chief)
    place = f"/studio/{desk.other.slug}/definition/"
    assert 'name="file:business.yaml"' in client.get(f"{place}edit/").content.decode()
    with clock.at(NOW):
        answer = client.post(f"{place}apply/", {**FIELDS, "made_from": ""})
    assert answer.status_code == 302
    assert queries.running(desk.other.pk) is not None


def test_an_analyst_reads_but_does_not_change(client: Client, desk: Desk) -> None:
    sign_in(client, desk.users["analyst"])
    assert "Change it" not in client.get(PLACE).content.decode()
    assert client.get(f"{PLACE}edit/").status_code == 403
    assert post(client, "apply", made_from="1", **RENAMED).status_code == 403


def test_a_version_that_never_was_is_not_found(marketer: Client) -> None:
    assert marketer.get(f"{PLACE}rollback/99/").status_code == 404


WELCOME = """\
journeys:
  welcome:
    name: {en: Welcome, fi: Tervetuloa}
    trigger: {event: form_submitted}
    steps: [{id: later, wait: 2d}%s]
"""


def test_the_plan_asks_about_people_inside_a_journey_and_the_answer_is_kept(marketer: Client, desk: Desk) -> None:
    before, after = (
        FIELDS | {"file:funnels/coffee.yaml": FUNNEL + WELCOME % more} for more in ("", ", {id: t, tag: t}")
    )
    assert post(marketer, "apply", made_from="1", **before).status_code == 302
    running = queries.running(desk.workspace.pk)
    assert running is not None
    Enrolment.objects.create(
        workspace=desk.workspace,
        version_id=running.version_id,
        journey="welcome",
        person_id=desk.person,
        entry_key="test",
        step="later",
        since=NOW,
        started_at=NOW,
        due_at=NOW + timedelta(days=1),
    )
    page = post(marketer, "edit", made_from="2", **after).content.decode()
    assert '<select id="people.welcome" name="people.welcome"' in page
    assert "1 goes on at the same step" in page
    chosen = {"people.welcome": "move"}
    assert '<option value="move" selected>' in post(marketer, "edit", made_from="2", **after, **chosen).content.decode()
    assert post(marketer, "apply", made_from="2", **after, **{"people.welcome": "fly"}).status_code == 409
    assert post(marketer, "apply", made_from="2", **after, **chosen).status_code == 302
    running = queries.running(desk.workspace.pk)
    assert running is not None
    assert queries.choices_of(running.version_id) == {"welcome": "move"}
