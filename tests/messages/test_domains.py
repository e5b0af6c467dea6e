"""The check of a domain: what the DNS says, what is wrong with it, and exactly what to set."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from suppilo.config.cli.mail_command import mail
from suppilo.messages import ports
from suppilo.messages.domains.records import dkim, dmarc, spf
from suppilo.messages.operations import make_mail_key

ZONE = {
    "good.example": ["v=spf1 a:mail.good.example -all", "google-site-verification=x"],
    "_dmarc.good.example": ["v=DMARC1; p=reject"],
    "_dmarc.two.example": ["v=DMARC1; p=none", "v=DMARC1; p=reject"],
    "two.example": ["v=spf1 mx ~all", "v=spf1 a -all"],
    "open.example": ["v=spf1 +all"],
    "end.example": ["v=spf1 mx"],
    "many.example": ["v=spf1 " + " ".join(f"a:h{n}.example" for n in range(11)) + " -all"],
    "nested.example": ["v=spf1 include:loop.example -all"],
    "loop.example": ["v=spf1 include:nested.example a mx -all"],
    "like.example": ["v=spf10 nonsense"],
    "_dmarc.odd.example": ["v=DMARC1; p=later"],
    "_dmarc.weak.example": ["v=DMARC1; p=none"],
}


def look(name: str) -> list[str]:
    return ZONE.get(name, [])


@pytest.mark.pure
@pytest.mark.parametrize(
    ("domain", "state", "problem"),
    [
        ("good.example", "good", ""),
        ("none.example", "missing", "spf_missing"),
        ("like.example", "missing", "spf_missing"),
        ("two.example", "wrong", "several"),
        ("open.example", "wrong", "spf_everybody"),
        ("end.example", "weak", "spf_open_end"),
        ("many.example", "wrong", "spf_lookups"),
        ("nested.example", "good", ""),
    ],
)
def test_spf_is_judged_as_a_receiver_would(domain, state, problem):
    found = spf(domain, "mail.good.example", look)
    assert (found.state, found.problem) == (state, problem)


@pytest.mark.pure
def test_the_spf_record_to_set_names_the_server_that_sends():
    assert spf("none.example", "mail.none.example", look).to_set == "v=spf1 a:mail.none.example ~all"
    assert spf("none.example", "", look).to_set == "v=spf1 mx ~all"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("domain", "state", "problem"),
    [
        ("good.example", "good", ""),
        ("news.good.example", "good", ""),
        ("none.example", "missing", "dmarc_missing"),
        ("two.example", "wrong", "several"),
        ("odd.example", "wrong", "dmarc_policy"),
        ("weak.example", "weak", "dmarc_none"),
    ],
)
def test_dmarc_is_looked_for_here_and_above(domain, state, problem):
    found = dmarc(domain, look)
    assert (found.state, found.problem) == (state, problem)


@pytest.mark.pure
def test_the_key_in_the_dns_is_compared_with_the_one_that_signs():
    def published(*records: str):
        return dkim("s._domainkey.a.example", "v=DKIM1; k=rsa; p=ABCD", lambda name: records).problem

    assert published("v=DKIM1; p=AB CD") == ""
    assert published("v=DKIM1; p=OTHER") == "dkim_other"
    assert published() == "dkim_missing"
    assert published("v=DKIM1; p=ABCD", "v=DKIM1; p=OTHER") == "several"
    assert dkim("", "", look).problem == "dkim_no_key"


@pytest.fixture
def dns(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(ports, "_text_records", [look])


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(mail, words)
    return answer.exit_code, answer.output


def test_the_command_makes_a_key_and_checks_it(dns, monkeypatch):
    code, said = run("key", "good.example")
    name, record = said.splitlines()[-2:]
    assert code == 0 and name == "suppilo._domainkey.good.example" and record.startswith("v=DKIM1; k=rsa; p=MII")
    code, said = run("check", "good.example")
    assert code == 1 and f"Set: {record}" in said
    monkeypatch.setitem(ZONE, name, [record])
    code, said = run("check", "good.example")
    assert (code, [line.split()[0] for line in said.splitlines() if line[0] != " "]) == (0, ["SPF", "DKIM", "DMARC"])


def test_a_name_that_is_none_and_a_silent_dns_are_told(dns):
    assert run("key", "../x")[0] == 1
    assert "cannot be the name" in run("check", "a b")[1]

    def silent(name: str) -> list[str]:
        raise ports.LookupFailed("timed out")

    ports.use_text_records(silent)
    code, said = run("check", "good.example")
    assert code == 1 and "The DNS does not answer: timed out" in said


def test_the_record_of_a_key_is_the_same_every_time(dns):
    assert make_mail_key("good.example").record == make_mail_key("good.example").record
