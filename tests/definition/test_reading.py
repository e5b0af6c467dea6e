"""Reading files: whatever is wrong is said with file, line, column and remedy, and nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import say
from suppilo.definition.reading import check_bundle, read_bundle
from suppilo.kernel.money import Money
from tests.definition.small import BUSINESS, FILES, FUNNEL, spoiled

pytestmark = pytest.mark.pure

LAUGHS = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n"

#: What a single file holds; the code; line and column.
UNREADABLE = [
    (b"", "empty", 1, 1),
    (b"# only a remark\n", "empty", 1, 1),
    (b"- business\n- offers\n", "not_a_mapping", 1, 1),
    (b"just words", "not_a_mapping", 1, 1),
    (b"business:\n\tname: Kaamos\n", "tab", 2, 1),
    (b"business:\n  name: K\xe4\xe4mos\n", "not_utf8", 2, 10),
    ("business: {name: Kaamos}".encode("utf-16"), "not_utf8", 1, 1),
    (LAUGHS.encode(), "alias", 1, 4),
    (b"a: *nobody", "alias", 1, 4),
    (b"<<: {a: 1}", "merge_key", 1, 1),
    (b"a: !!python/object:os.system x", "tag", 1, 4),
    (b"--- \na: 1\n---\nb: 2", "documents", 3, 1),
    (b"? [a]\n: b", "key_shape", 1, 3),
    (b"a: [1, 2", "yaml", 2, 1),
    (b"a: b: c", "yaml", 1, 5),
    (b'a: "\\0"', "bad_character", 1, 4),
    (b"[" * 100_000, "too_deep", 1, 62),
    (b"a: \x01", "yaml", 0, 0),
    (b"a" * 3_000_000, "too_large", 0, 0),
]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"), UNREADABLE, ids=[f"{u[1]}{i}" for i, u in enumerate(UNREADABLE)]
)
def test_a_file_that_is_no_definition_is_refused_with_its_place(
    content: bytes, code: str, line: int, column: int
) -> None:
    reading = read_bundle({"shop.yaml": content})
    assert [(one.code, one.line, one.column) for one in reading.errors] == [(code, line, column)]
    assert len(reading.errors[0].message) > 30
    assert reading.bundle is None
    assert reading.digest == ""


def test_a_file_of_3_mb_is_not_even_opened(tmp_path: Path) -> None:
    (tmp_path / "business.yaml").write_bytes(b"# " + b"x" * 3_000_000)
    assert [problem.code for problem in read_bundle(tmp_path).errors] == ["too_large"]


def test_a_folder_that_is_not_there_is_said_once(tmp_path: Path) -> None:
    assert [problem.code for problem in read_bundle(tmp_path / "nowhere").errors] == ["no_file"]


#: What is changed into what; the code; the words at which the complaint stands; a word of the remedy.
MISPLACED = [
    ("  - id: buyer\n", "  - id: buyer\n    gaol: {}\n", "unknown_key", "gaol", '"goal"'),
    ("    trigger:", "    triger:", "unknown_key", "triger", '"trigger"'),
    ("name: Coffee\n", "nmae: Coffee\n", "missing_key", "nmae", "name"),
    ("role: tripwire", "role: tripwir", "not_one_of", "tripwir", '"tripwire"'),
    ("timeout: 3d", "timeout: 3 days", "bad_duration", "3 days", "7d"),
    ("timeout: 3d", "timeout: 3w", "bad_duration", "3w", "7d"),
    ("{id: pause, wait: 2d}", "{id: pause, wiat: 2d}", "no_step", "{id: pause", '"wait"'),
    ("zone: Europe/Helsinki", "zone: Europe/Helsinky", "value", "Europe/Helsinky", "Europe/Helsinki"),
    ("currency: EUR", "currency: ERU", "value", "ERU", "EUR"),
    ("country: FI", "country: fi", "value", "fi, zone", "FI"),
    ("email: aino@kaamos.example", "email: aino", "value", "aino}", "example"),
    ("{event: form_submitted, where: {form: ask}}\n  - id", "{evnt: x}\n  - id", "no_condition", "evnt", '"event"'),
    ("{event: page_viewed,", "{event: page_viewed, withn: 3d,", "unknown_key", "withn", '"within"'),
    ("within: 30d", "within: 0d", "bad_duration", "0d}", "30m"),
    ("slug: start", "slug: Start here", "value", "Start here", "hyphens"),
    ("name: Lead\n", "name: [Lead]\n", "not_a_mapping", "[Lead]", "dash"),
    ("stages:\n", "stages:\n  lead: 1\n", "yaml", "- id: lead", "indentation"),
    ("required: true", "required: maybe", "not_true_false", "maybe", "true or false"),
    ("- {id: city, label", "- {id: Kaupunki, label", "bad_id", "Kaupunki", "letters"),
    ("name: Coffee\n", "name: Tea\nname: Coffee\n", "duplicate_key", "name: Coffee", "line 1"),
    ("name: Coffee\n", "id: tea\nname: Coffee\n", "funnel_id", "tea", "tea.yaml"),
]


@pytest.mark.parametrize(("old", "new", "code", "at", "remedy"), MISPLACED, ids=lambda value: repr(value)[:30])
def test_a_wrong_value_is_told_by_line_and_column(old: str, new: str, code: str, at: str, remedy: str) -> None:
    reading = spoiled(old, new)
    found = [problem for problem in reading.errors if problem.code == code]
    assert found, reading.problems
    lines = reading.sources[found[0].file].splitlines()
    assert lines[found[0].line - 1][found[0].column - 1 :].startswith(at)
    assert remedy in found[0].message
    assert reading.bundle is None


def test_norway_is_no_truth_value_and_a_time_of_day_no_number() -> None:
    text = BUSINESS.replace("country: FI", "country: NO") + "quiet_hours: {start: 21:00, end: 08:00}\n"
    bundle = read_bundle({**FILES, "business.yaml": text}).raise_if_bad()
    assert bundle.business.country == "NO"
    assert bundle.quiet_hours is not None
    assert (bundle.quiet_hours.start, bundle.quiet_hours.end) == ("21:00", "08:00")


def test_a_bare_text_is_in_the_first_language() -> None:
    bundle = read_bundle(FILES).raise_if_bad()
    assert bundle.funnels[0].name == {"en": "Coffee"}
    assert say(bundle.offers["box"].name, "fi") == "Laatikko"
    assert bundle.offers["box"].price == Money("EUR", 990)


def test_one_file_may_hold_everything() -> None:
    inside = "".join(f"    {line}\n" if line else "\n" for line in FUNNEL.splitlines())
    whole = BUSINESS + "funnels:\n  - id: coffee\n" + inside
    one, several = read_bundle({"kaamos.yaml": whole}), read_bundle(FILES)
    assert one.problems == ()
    assert one.bundle == several.bundle
    assert one.digest == several.digest != ""


def test_remarks_and_order_do_not_change_the_digest_and_a_price_does() -> None:
    same = read_bundle({**FILES, "business.yaml": "# a remark\n" + BUSINESS})
    assert same.digest == read_bundle(FILES).digest
    assert spoiled("9.90 EUR", "9.80 EUR").digest != same.digest


def test_the_stored_form_reads_back_to_the_same_bundle() -> None:
    bundle = read_bundle(FILES).raise_if_bad()
    assert Bundle.model_validate_json(bundle.model_dump_json()) == bundle
    assert check_bundle(bundle) == []


TEXTS = """\
offers.box.name: Låda
purposes: {newsletter: {text: "Ja, skriv till mig"}}
messages:
  hello:
    subject: Hej
    blocks:
      - {body: Välkommen}
      - {label: Öppna}
funnels:
  coffee:
    stages: {lead: {name: Lead}}
    forms.ask.fields.city.label: Ort
"""
THREE = BUSINESS.replace("languages: [en, fi]", "languages: [en, fi, sv]")


def test_texts_of_a_language_may_stand_in_a_file_of_their_own() -> None:
    reading = read_bundle({**FILES, "business.yaml": THREE, "texts/sv.yaml": TEXTS})
    bundle = reading.raise_if_bad()
    assert bundle.offers["box"].name["sv"] == "Låda"
    assert bundle.messages["hello"].blocks[1].label == {"en": "Open", "fi": "Avaa", "sv": "Öppna"}
    assert bundle.funnels[0].stages[0].name == {"en": "Lead", "sv": "Lead"}
    assert bundle.funnels[0].forms["ask"].fields[1].label["sv"] == "Ort"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("offers.box.name", "offers.bax.name", "texts_unknown", 1),
        ("stages: {lead:", "stages: {lad:", "texts_unknown", 11),
        ("offers.box.name", "offers.box.role", "texts_not_text", 1),
        ("- {label: Öppna}", "- {label: Öppna}\n      - {body: Mer}", "texts_length", 7),
        ("subject: Hej", "subject: [Hej]", "texts_shape", 5),
    ],
)
def test_a_text_that_has_no_place_is_refused(old: str, new: str, code: str, line: int) -> None:
    reading = read_bundle({**FILES, "business.yaml": THREE, "texts/sv.yaml": TEXTS.replace(old, new)})
    found = [problem for problem in reading.errors if problem.code == code]
    assert [(problem.file, problem.line) for problem in found] == [("texts/sv.yaml", line)]


def test_texts_of_a_language_the_business_does_not_speak_are_refused() -> None:
    reading = read_bundle({**FILES, "texts/sv.yaml": TEXTS})
    assert [problem.code for problem in reading.errors] == ["texts_language"]


def test_a_file_in_the_wrong_folder_is_not_lost_silently() -> None:
    reading = read_bundle({**FILES, "funnel/tea.yaml": "name: Tea\n"})
    assert [problem.code for problem in reading.warnings] == ["not_read"]
    assert "funnels/tea.yaml" in reading.warnings[0].message


def test_a_broken_file_hides_no_other_mistake_and_invents_none() -> None:
    files = {"business.yaml": BUSINESS.replace("role: tripwire", "role: x"), "funnels/coffee.yaml": "a: [b"}
    codes = [problem.code for problem in read_bundle(files).errors]
    assert codes == ["not_one_of", "yaml"]


def test_files_named_must_lie_in_the_folder(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [problem.code for problem in read_bundle(tmp_path).errors] == ["no_such_file"]
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "guide.pdf").write_bytes(b"%PDF")
    assert list(read_bundle(tmp_path).files) == ["files/guide.pdf"]
    assert [problem.code for problem in spoiled("files/guide.pdf", "../guide.pdf").errors] == ["file_name"]


@settings(max_examples=150)
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_whatever_bytes_come_are_read_or_refused(content: bytes) -> None:
    reading = read_bundle({"business.yaml": content})
    assert reading.bundle is not None or reading.errors


@settings(max_examples=150)
@given(
    st.integers(0, len(FUNNEL) - 2),
    st.sampled_from(["", "\t", ":", "- ", "{", "}", "'", '"', "&a ", "*a", "!x", "#", "é"]),
)
def test_a_definition_with_one_slip_of_the_pen_never_crashes(at: int, slip: str) -> None:
    funnel = FUNNEL[:at] + slip + FUNNEL[at + 1 :]
    reading = read_bundle({**FILES, "funnels/coffee.yaml": funnel})
    assert reading.bundle is not None or reading.errors
    assert all(problem.message and problem.file for problem in reading.problems)
