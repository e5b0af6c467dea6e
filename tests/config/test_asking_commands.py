"""`suppilo funnel`, `retention`, `paths` and `attribution`: questions to a file, without anything set up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

import suppilo
from suppilo.analysis.errors import BadInput
from suppilo.analysis.store.weighing import TOO_HEAVY_TOGETHER, why_dropped
from suppilo.config.cli.asking import suppilo as command
from suppilo.config.cli.asking_words import translated
from suppilo.config.cli.language import first_command
from suppilo.config.cli.step_text import read_exclusion, read_step
from tests.real_data import data_folder

pytestmark = pytest.mark.pure
COLUMNS = ["--time", "event_time", "--name", "event_type"]
STEPS = ["--step", "view", "--step", "cart", "--step", "purchase", "--window", "7d"]
ROWS = """person,name,time,land,price
a,view,2026-03-01 08:00:00,FI,9.5
a,buy,2026-03-01 08:05:00,FI,120
b,view,2026-03-02 08:00:00,SE,3
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "log.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


def ask(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


@pytest.mark.data
@pytest.mark.parametrize(("unit", "counts"), [("user_id", [4505, 111, 62]), ("user_session", [5066, 118, 65])])
def test_rees46_by_user_and_by_session(unit: str, counts: list[int]) -> None:
    path = str(data_folder("rees46") / "2019-Oct-first-rows.csv")
    answer = ask("funnel", path, *STEPS, "--unit", unit, *COLUMNS)
    assert answer.exit_code == 0, answer.output
    assert all(f"{count:,}" in answer.output for count in counts)
    assert json.loads(ask("funnel", path, *STEPS, "--unit", unit, *COLUMNS, "--json").output)["counts"] == counts


def test_everything_that_was_asked_for_is_printed(file: str, tmp_path: Path) -> None:
    steps = ("--step", "view", "--step", "buy where price >= 100", "--window", "1h")
    more = ("--trend", "day", "--breakdown", "land", "--svg", str(tmp_path / "x.svg"))
    answer = ask("funnel", file, *steps, *more)
    assert answer.exit_code == 0, answer.output
    for words in ("view", "buy price", "50%", "5 minutes", "2026-03-01", "2026-03-02", "FI", "SE"):
        assert words in answer.output
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg")
    found = json.loads(ask("funnel", file, "--step", "view", "--step", "by", "--json").output)
    assert (found["counts"], found["overall"], found["seconds"][1]["median"]) == ([2, 0], 0.0, {"unknown": "too_few"})


def test_people_are_listed_one_a_line(file: str) -> None:
    asked = ("funnel", file, "--step", "view", "--step", "buy", "--people", "1")
    assert ask(*asked).output.split() == ["a", "b"]
    assert ask(*asked, "--dropped").output.split() == ["b"]


def test_the_other_questions_answer_too(file: str) -> None:
    assert "view > buy" in ask("paths", file, "--start", "view", "--end", "buy").output
    cohorts = ask("retention", file, "--first", "view", "--every", "week").output
    assert "2026-02-23" in cohorts
    assert "2026-03-02" in cohorts
    credit = json.loads(
        ask("attribution", file, "--conversion", "buy", "--channel", "land", "--touch", "view", "--json").output
    )
    assert credit["rows"] == [{"channel": "FI", "conversions": 1.0, "share": 1.0, "value": None}]


def test_what_must_be_said_beside_the_numbers_is_printed_and_stands_in_the_json(file: str) -> None:
    """What the library's answers say in notes() is said here too, in the reader's language."""
    asked = {
        ("funnel", file, "--step", "view"): ["Without --window nothing is called open"],
        ("funnel", file, "--step", "view", "--step", "buy", "--window", "7d"): ["A try may last 7 days", "Provisional"],
        ("retention", file, "--first", "view", "--returns", "by"): [
            "the first view of everybody", "back by by", "* Not over yet", "Did you mean “buy”?",
        ],
        ("paths", file, "--start", "view", "--end", "buy"): [
            "Paths: 2, 2 different ones.", "1 of them came to the end.", "Stopped at", "1 view",
        ],
        ("attribution", file, "--conversion", "view", "--channel", "land", "--touch", "buy", "--value", "price"): [
            "Conversions: 2. Without a touch, and so in no share: 2. Model: last.", "without a touch: 12.5",
        ],
        ("time-to-convert", file, "--start", "view", "--conversion", "buy"): [
            "2 began with view; 1 came to buy; 1 have not yet", "Half converted: after 5 minutes", "Still waiting",
        ],
    }  # fmt: skip
    for words, sentences in asked.items():
        answer = ask(*words)
        assert answer.exit_code == 0, answer.output
        printed = " ".join(answer.output.split())
        assert [one for one in sentences if one not in printed] == [], printed
        found = json.loads(ask(*words, "--json").output)
        assert set(found) >= {"left_out", "hints", "notes"}
        assert all(" ".join(note.split()) in printed for note in found["notes"])
    mistaken = json.loads(ask("paths", file, "--start", "vew", "--json").output)
    assert (mistaken["rows"], mistaken["hints"]) == ([], [{"name": "vew", "near": "view"}])
    totals = json.loads(ask("paths", file, "--json").output)
    assert (totals["total"], totals["different"], totals["drop_offs"][0]["name"]) == (2, 2, "view")


def test_tables_are_written_as_the_readers_language_writes(file: str) -> None:
    asked = {
        ("time-to-convert", file, "--start", "view", "--conversion", "buy"): ["5 minuuttia", "0 % – 100 %"],
        ("paths", file, "--start", "view", "--end", "buy"): ["5 minuuttia", "50 %"],
        ("retention", file, "--first", "view"): ["viikko 0", "100 %"],
        ("attribution", file, "--conversion", "view", "--channel", "land", "--touch", "view", "--value", "price"): [
            "9,5", "50 %",
        ],
    }  # fmt: skip
    for words, cells in asked.items():
        with translation.override("fi"):
            printed = " ".join(ask(*words).output.split())
        assert [cell for cell in cells if cell not in printed] == [], printed
        assert not re.search(r"\d%|\d\.\d|minutes| min\b", printed), printed


def test_why_a_property_is_not_kept_is_said_in_the_readers_language() -> None:
    refused = {"column": "session", "reason": TOO_HEAVY_TOGETHER.format(most=500)}
    error = BadInput("not_kept", "{column}: {reason}", **refused)
    with translation.override("sv"):
        assert translated(error) == ("session: alla egenskapers olika värden tar mer än 500 MB, och dess egna mest")
        assert why_dropped("something older", translation.gettext) == "something older"


def test_options_of_the_library_are_options_here(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = ["a,visit,0,mail", "a,visit,1,mail", "a,visit,8,direct", "a,buy,9,", "a,visit,10,ads", "a,buy,12,"]
    path.write_text("\n".join(["person,name,time,land", *rows]), encoding="utf-8")
    credit = ("attribution", str(path), "--conversion", "buy", "--channel", "land", "--touch", "visit", "--json")
    by_channel = [
        {row["channel"]: round(row["conversions"], 3) for row in json.loads(ask(*credit, *more).output)["rows"]}
        for more in (("--model", "last_non_direct"), ("--model", "last_non_direct", "--direct", "ads"),
                     ("--model", "time_decay", "--half-life", "1s"), ("--model", "time_decay"))
    ]  # fmt: skip
    assert by_channel[0] == {"mail": 1, "ads": 1}
    assert by_channel[1] == {"direct": 2}
    assert by_channel[2]["ads"] > by_channel[3]["ads"]
    way = ("paths", str(path), "--start", "visit", "--end", "buy", "--json")
    assert [row["path"] for row in json.loads(ask(*way).output)["rows"]] == ["visit > buy"]
    before = ("paths", str(path), "--end", "buy", "--json")
    assert [row["path"] for row in json.loads(ask(*before).output)["rows"]] == ["visit > buy"]
    assert [row["path"] for row in json.loads(ask(*before, "--no-fold").output)["rows"]] == [
        "visit > visit > visit > buy"
    ]
    assert json.loads(ask(*way, "--no-once").output)["total"] == 2


def test_what_is_wrong_is_a_sentence_with_the_remedy(file: str, tmp_path: Path) -> None:
    for words, said in (
        (("funnel", file, "--step", "view", "--unit", "persona"), "Did you mean 'person'"),
        (("funnel", file, "--step", "view", "--window", "-1d"), "cannot be negative"),
        (("funnel", file, "--step", "view where price >"), "Write for example"),
        (("funnel", file, "--step", "view", "--people", "3"), "counted from 1"),
        (("funnel", str(tmp_path / "no.csv"), "--step", "view"), "no.csv"),
        (("paths", file, "--start", "view", "--window", "0d"), "longer than nothing"),
    ):
        answer = ask(*words)
        assert answer.exit_code in (1, 2)
        assert said in answer.output
        assert "Traceback" not in answer.output


def test_steps_are_read_as_they_are_written() -> None:
    assert read_step("buy") == suppilo.Event("buy")
    assert read_step("buy where price >= 100 and land in FI,SE and note is_missing").where == {
        "price": {"at_least": 100}, "land": {"in": ["FI", "SE"]}, "note": {"is_missing": True},
    }  # fmt: skip
    assert read_step('sign up where plan = "big one" and code="007" and on != true').where == {
        "plan": {"is": "big one"}, "code": {"is": "007"}, "on": {"is_not": True},
    }  # fmt: skip
    assert read_exclusion("x:1-2") == suppilo.Exclude(suppilo.Event("x"), after=1, before=2)
    assert read_exclusion("app:open") == suppilo.Exclude(suppilo.Event("app:open"))


def test_the_first_command_is_found_behind_options() -> None:
    assert first_command(["suppilo", "--lang", "fi", "funnel", "x"]) == "funnel"
    assert first_command(["suppilo", "--lang=fi", "--help"]) == ""


def test_a_file_is_asked_without_a_database_and_in_the_readers_language(file: str, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(Path(suppilo.__file__).parents[1]),
        "SUPPILO_HOME": str(tmp_path / "home"),
        "SUPPILO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", ""),
        "PYTHONIOENCODING": "utf-8",
    }
    environment = {key: value for key, value in environment.items() if value}
    words = [sys.executable, "-m", "suppilo", "--lang", "fi", "funnel", file, "--step", "view", "--unit", "persona"]
    answer = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert answer.returncode == 1
    assert "Tarkoititko 'person'" in answer.stderr
    assert not list((tmp_path / "home").glob("*.sqlite*"))
