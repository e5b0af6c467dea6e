"""What an import does to people and facts, and how it accounts for every row."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suppilo.capture.imports.refused_file import RefusedFile
from suppilo.capture.models import ImportRun
from suppilo.capture.operations import ImportReport, import_file
from suppilo.events.models import Event
from suppilo.foundation import clock
from suppilo.messages.models import Outgoing
from suppilo.people import operations as people
from suppilo.people import queries as known
from suppilo.people.models import Attribute, ConsentRecord, Identifier, Person
from suppilo.team.models import Workspace
from tests.capture.business import NOON
from tests.real_data import ROOT, data_folder

LATER = NOON + timedelta(days=3)
MAPPING = """\
name: crm
missing: [Select, "-"]
joins:
  orders: { file: orders.csv, key: person, to: id }
identifiers:
  external: id
  email: mail
  phone: phone
person:
  language: language
attributes:
  city: city
  cups: cups
  started_on: since
  spent: orders.sum
consents:
  - purpose: newsletter
    column: news
    states: { yes: granted, no: withdrawn, maybe: unsaid }
    at: { column: created, format: "%d.%m.%Y", zone: Europe/Oslo }
facts:
  - fact: lead_imported
    at: { column: created, format: "%d.%m.%Y", zone: Europe/Oslo }
    properties:
      source: { column: source, values: { ad: advertisement } }
  - fact: order_paid
    when: orders.day
    at: { column: orders.day }
    id: orders.number
    properties: { order: orders.number, amount: orders.sum, currency: { value: NOK } }
"""
HEADER = "id,mail,phone,language,city,cups,since,news,created,source"
ORDERS = (
    "person,number,day,sum\n1,A1,2026-02-01,10\n1,A2,2026-02-02 08:00:00,12.5\n9,A9,2026-02-03,1\n,A0,2026-02-03,1\n"
)


@pytest.fixture
def run(workspace: Workspace, tmp_path: Path):
    """Import rows under HEADER, by MAPPING unless another is given."""

    def go(*rows: str, mapping: str = MAPPING, header: str = HEADER, orders: str = ORDERS, **given) -> ImportReport:
        path = tmp_path / "leads.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        (tmp_path / "orders.csv").write_text(orders)
        with clock.at(given.pop("now", NOON)):
            report = import_file(
                workspace_id=workspace.pk,
                path=path,
                mapping=mapping,
                refused=tmp_path / "refused.csv",
                **given,
            )
        assert report.adds_up()
        return report

    return go


def refused(tmp_path: Path) -> list[tuple[str, int, str]]:
    path = tmp_path / "refused.csv"
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [(row["file"], int(row["line"]), row["code"]) for row in csv.DictReader(file)]


def account(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.read, report.created, report.merged, report.unchanged, report.refused


ASE = "1,ASE@Example.com,412 34 567,nb,Åmål,3,2025-12-01,Yes,05.01.2026,ad"


def test_a_row_makes_a_person_with_all_it_says(workspace: Workspace, run):
    Workspace.objects.filter(pk=workspace.pk).update(country="NO")
    report = run(ASE)
    assert account(report) == (1, 1, 0, 0, 0)
    assert report.facts == {"lead_imported": 1, "order_paid": 2}
    person = Person.objects.get()
    assert (person.language, person.origin) == ("nb", "import")
    assert dict(Identifier.objects.values_list("kind", "value")) == {
        "external": "1",
        "email": "ase@example.com",
        "phone": "+4741234567",
    }
    assert known.attributes_of([person.pk])[person.pk] == {
        "city": "Åmål",
        "cups": 3.0,
        "started_on": date(2025, 12, 1),
        "spent": "12.5",
    }
    consent = known.consents_of([person.pk])[person.pk][0]
    assert (consent.purpose, consent.state, consent.at) == (
        "newsletter",
        "granted",
        datetime(2026, 1, 4, 23, tzinfo=UTC),
    )
    assert ConsentRecord.objects.get().proof == {"file": "leads.csv", "line": 2, "answer": "Yes"}
    lead = Event.objects.get(name="lead_imported")
    assert (lead.at, lead.origin, lead.source) == (datetime(2026, 1, 4, 23, tzinfo=UTC), "import", "import:crm")
    assert lead.properties == {"source": "advertisement"}
    orders = Event.objects.filter(name="order_paid").order_by("at")
    assert [(one.properties["amount"], one.at.hour) for one in orders] == [(10, 0), (12.5, 8)]
    assert not Outgoing.objects.exists()


def test_an_address_that_several_people_read_is_not_subscribed_unless_the_mapping_says_so(run):
    """The person is there all the same; what was withdrawn counts."""
    rows = (ASE, ASE.replace("1,ASE@", "2,info@").replace("412 34 567", ""))
    for dry in (True, False):
        report = run(*rows, dry_run=dry)
        assert (report.created, report.withheld) == (2, 1)
    assert ConsentRecord.objects.count() == 1 and Person.objects.count() == 2
    said = MAPPING.replace("    column: news\n", "    column: news\n    role_addresses: true\n")
    assert run(*rows, mapping=said, now=LATER).withheld == 0
    assert ConsentRecord.objects.count() == 2


def test_rows_of_the_second_file_that_nobody_has_are_accounted_for(run, tmp_path: Path):
    report = run(ASE)
    join = report.joins["orders"]
    assert (join.read, join.matched, join.unmatched, join.refused) == (4, 2, 1, 1)
    assert refused(tmp_path) == [("orders.csv", 5, "no_key"), ("orders.csv", 4, "unmatched")]


def test_a_second_import_changes_nothing(run):
    rows = [ASE, "2,b@example.com,,,Oslo,,,no,06.01.2026,", "2,b@example.com,,,Bergen,,,yes,07.01.2026,"]
    first = run(*rows)
    assert account(first) == (3, 2, 1, 0, 0)
    before = (list(Event.objects.order_by("seq").values()), list(Attribute.objects.order_by("pk").values()))
    second = run(*rows, now=LATER)
    assert account(second) == (3, 0, 0, 3, 0)
    assert second.facts == {} and second.conflicts == 0
    assert before == (list(Event.objects.order_by("seq").values()), list(Attribute.objects.order_by("pk").values()))
    assert ImportRun.objects.count() == 2


def test_of_rows_far_apart_that_disagree_the_later_one_stands_and_a_repeat_changes_nothing(run):
    far = [f"{number},,,,Oulu,,,,05.01.2026," for number in range(100, 350)]
    rows = ["2,b@example.com,,,Oslo,,,,06.01.2026,", *far, "2,b@example.com,,,Bergen,,,,06.01.2026,"]
    assert account(run(*rows)) == (252, 251, 1, 0, 0)
    assert account(run(*rows, now=LATER)) == (252, 0, 0, 252, 0)
    assert sorted(set(Attribute.objects.values_list("text", flat=True))) == ["Bergen", "Oulu"]


def test_what_was_learnt_after_the_first_import_is_not_taken_back_by_a_repeat(workspace: Workspace, run):
    run(ASE)
    person = Person.objects.get()
    people.set_attributes(workspace.pk, person.pk, {"city": "Bodø"}, at=LATER, now=LATER)
    assert account(run(ASE, now=LATER + timedelta(days=1))) == (1, 0, 0, 1, 0)
    assert known.attributes_of([person.pk])[person.pk]["city"] == "Bodø"


def test_a_newer_export_teaches_what_is_new(run):
    run(ASE)
    assert account(run(ASE.replace("Åmål", "Arvika"), now=LATER)) == (1, 0, 1, 0, 0)
    assert known.attributes_of([Person.objects.get().pk]).popitem()[1]["city"] == "Arvika"
    assert Event.objects.filter(name="lead_imported").count() == 1


def test_a_row_that_names_two_persons_makes_them_one(workspace: Workspace, run):
    for mail in ("a@example.com", "x@example.com"):
        people.identify(workspace.pk, identifiers={"email": mail}, at=NOON, now=NOON)
    people.identify(workspace.pk, identifiers={"external": "7"}, at=NOON, now=NOON)
    report = run("7,a@example.com,,,,,,,05.01.2026,")
    assert account(report) == (1, 0, 1, 0, 0)
    assert report.people_merged == 1
    assert known.find(workspace.pk, "external", "7") == known.find(workspace.pk, "email", "a@example.com")


def test_bad_rows_are_refused_with_line_and_reason_and_the_good_ones_arrive(run, tmp_path: Path):
    report = run(
        "1,a@example.com,,,,,,,30.02.2026,",
        "2,not an address,,,,,,,05.01.2026,",
        "Select,-,,,,,,,05.01.2026,",
        "3,c@example.com,,,,,,perhaps,05.01.2026,",
        "4,d@example.com,,,,,,,,",
        "5,e@example.com,,,,,,,05.01.1066,",
        "6,f@example.com,,,,,,maybe,05.01.2026,ad,,",
        "7,g@example.com,too,few",
        "8,h@example.com,,,,many,soon,,05.01.2026,",
        orders="person,number,day,sum\n",
    )
    assert account(report) == (9, 2, 0, 0, 7)
    assert [(line, code) for _, line, code in refused(tmp_path)] == [
        (2, "bad_time"),
        (3, "bad_identifier"),
        (4, "no_identifier"),
        (5, "unknown_state"),
        (6, "no_time"),
        (7, "time_out_of_range"),
        (9, "width"),
    ]
    assert report.uncast == 2  # "many" cups and "soon": kept as they stand, the person arrives
    text = (tmp_path / "refused.csv").read_text()
    assert "created: 30.02.2026 is not a date or time in the form %d.%m.%Y." in text


def test_a_fact_that_would_hold_an_address_is_refused_alone(run, tmp_path: Path):
    rows = [f"{number},p{number}@example.com,,,,,,,05.01.2026,ad" for number in range(10, 40)]
    rows[13] = rows[13].replace(",ad", ",friend@example.com")
    report = run(*rows)
    assert account(report) == (30, 29, 0, 0, 1)
    assert ("leads.csv", 15, "bad_fact") in refused(tmp_path)


def test_a_decimal_comma_is_read_where_the_mapping_says_so(run):
    run(
        "1;2,5",
        header="id;cups",
        mapping="name: a\nfile: {decimal: ','}\nidentifiers: {external: id}\nattributes: {cups: cups}\n",
    )
    assert Attribute.objects.get().number == 2.5


def test_facts_of_the_business_are_typed_and_those_without_a_time_come_once(run):
    mapping = (
        "name: a\nidentifiers: {external: id}\n"
        "facts: [{fact: cup_rated, when: {column: cups, is: [1, Yes]}, properties: {stars: cups, iced: news}}]\n"
    )
    header = "id,cups,news"
    assert run("1,1,yes", "2,0,no", "3,yes,no", mapping=mapping, header=header).facts == {"cup_rated": 2}
    assert list(Event.objects.filter(name="cup_rated").order_by("seq").values_list("properties", "at")) == [
        ({"stars": 1, "iced": True}, NOON),
        ({"stars": "yes", "iced": False}, NOON),
    ]
    again = run("1,1,yes", "2,0,no", "3,yes,no", "4,2,x", mapping=mapping, header=header, now=LATER)
    assert account(again) == (4, 1, 0, 3, 0)
    assert again.conflicts == 0


def test_two_facts_of_one_person_at_one_time_are_told_apart_by_id_only(run):
    mapping = "name: a\nidentifiers: {external: id}\nfacts: [{fact: order_paid, at: day, properties: {amount: sum}}]\n"
    rows, header = ("1,2026-01-01,5", "1,2026-01-01,6"), "id,day,sum"
    report = run(*rows, mapping=mapping, header=header)
    assert (report.facts, report.conflicts) == ({"order_paid": 1}, 1)
    report = run(*rows, mapping=mapping.replace("at: day", "at: day, id: [day, sum]"), header=header)
    assert report.facts == {"order_paid": 2}


def test_refused_rows_that_were_written_but_not_committed_are_written_once(tmp_path: Path):
    path = tmp_path / "refused.csv"
    file = RefusedFile(path, 0)
    file.add("leads.csv", 2, "width", "too few", "a")
    committed = file.sync()
    file.add("leads.csv", 3, "width", "too few", "b")
    file.sync()
    file.close()
    again = RefusedFile(path, committed)
    again.add("leads.csv", 3, "width", "too few", "b")
    again.sync()
    again.close()
    assert refused(tmp_path) == [("leads.csv", 2, "width"), ("leads.csv", 3, "width")]


def test_a_dry_run_writes_nothing(run, tmp_path: Path):
    report = run(ASE, ASE, "2,bad", dry_run=True)
    assert account(report) == (3, 1, 1, 0, 1)
    assert report.dry_run and report.joins["orders"].unmatched == 1
    assert not Person.objects.exists() and not ImportRun.objects.exists()
    assert refused(tmp_path) == [("leads.csv", 4, "width")]


CELLS = {
    "id": st.sampled_from(["1", "2", "3", "4", "5", "", "Select"]),
    "mail": st.sampled_from(["a@example.com", "b@example.com", "c@example.com", "", "broken"]),
    "phone": st.sampled_from(["", "+358401234567", "12"]),
    "language": st.sampled_from(["", "fi"]),
    "city": st.sampled_from(["", "Oslo", "Åbo"]),
    "cups": st.sampled_from(["", "1", "many"]),
    "since": st.just(""),
    "news": st.sampled_from(["", "yes", "no", "perhaps"]),
    "created": st.sampled_from(["01.02.2026", "02.02.2026", "31.02.2026", ""]),
    "source": st.sampled_from(["", "ad", "x@example.com"]),
}


@given(rows=st.lists(st.tuples(*CELLS.values()).map(",".join), max_size=12))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_row_is_accounted_for_and_a_repeat_is_all_unchanged(workspace: Workspace, run, rows):
    Person.objects.filter(merged_into__isnull=False).delete()
    Person.objects.all().delete()
    ImportRun.objects.all().delete()
    Event.objects.all().delete()
    first = run(*rows)
    assert first.read == len(rows) == sum(account(first)[1:])
    assert first.created == Person.objects.count()
    second = run(*rows, now=LATER)
    assert account(second) == (first.read, 0, 0, first.read - first.refused, first.refused)


def example(name: str) -> str:
    return (ROOT / "docs" / "examples" / name / "mapping.yaml").read_text()


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "repaired"),
    [
        pytest.param("Leads.csv", {}, marks=pytest.mark.long_on_postgresql),
        ("messy_ttng51_338_misquoted_rows.csv", {"unwrapped": 338}),
    ],
)
def test_leads_import_with_every_row_accounted_for(workspace: Workspace, tmp_path: Path, file: str, repaired: dict):
    path = data_folder("lead_scoring") / file
    report = import_file(
        workspace_id=workspace.pk, path=path, mapping=example("lead_scoring"), refused=tmp_path / "refused.csv"
    )
    assert report.adds_up()
    assert account(report) == (9_240, 9_240, 0, 0, 0)
    assert report.repaired == repaired
    assert report.facts == {"lead_imported": 9_240, "deal_won": 3_561}
    assert not Attribute.objects.filter(folded="select").exists()
    assert not Attribute.objects.filter(key="source", text="google").exists()
