"""A mapping that does not fit says where, and what was meant; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from suppilo.capture.imports.mapping_reading import BadMapping, read_mapping
from suppilo.capture.imports.opening import CannotImport, open_import

pytestmark = pytest.mark.pure

GOOD = """\
name: crm
identifiers:
  email: mail
facts:
  - fact: lead_imported
    at: { column: created, zone: Europe/Oslo }
    properties: { source: source }
"""
HEADER = "mail,created,source,amount\n"


def problems(tmp_path: Path, mapping: str, header: str = HEADER) -> list[str]:
    path = tmp_path / "leads.csv"
    path.write_text(header + "ase@example.com,2026-01-02,ad,3\n")
    with pytest.raises(BadMapping) as caught:
        open_import(path, mapping, "map.yaml", bundle=None, join_files={}).close()
    return str(caught.value).splitlines()


def test_a_good_mapping_is_read(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_text(HEADER)
    opened = open_import(path, GOOD, "map.yaml", bundle=None, join_files={})
    opened.close()
    assert opened.bound.columns["mail"].index == 0


def test_an_unknown_key_is_told_with_its_place_and_the_nearest_known(tmp_path: Path):
    assert problems(tmp_path, GOOD.replace("identifiers:", "identifers:")) == [
        'map.yaml:1:1: "identifiers" is missing here: add it.',
        'map.yaml:2:1: "identifers" means nothing here. Did you mean "identifiers"?',
    ]
    nested = problems(tmp_path, GOOD.replace("properties:", "propertys:"))
    assert nested == ['map.yaml:7:5: "propertys" means nothing here. Did you mean "properties"?']


def test_a_missing_column_is_told_with_the_nearest_name(tmp_path: Path):
    said = problems(tmp_path, GOOD.replace("email: mail", "email: Mial"))
    assert said == ["map.yaml:3:10: No column is called Mial. Did you mean mail?"]
    far = problems(tmp_path, GOOD.replace("email: mail", "email: zzz"))
    assert far == ["map.yaml:3:10: No column is called zzz. The file has: mail, created, source, amount."]


def test_a_column_is_found_whatever_its_capitals(tmp_path: Path):
    path = tmp_path / "leads.csv"
    path.write_text(" MAIL ,Created,Source\n")
    opened = open_import(path, GOOD, "map.yaml", bundle=None, join_files={})
    opened.close()
    assert opened.bound.columns["mail"].index == 0


def test_a_column_that_stands_twice_cannot_be_meant(tmp_path: Path):
    said = problems(tmp_path, GOOD, "mail,created,source,mail\n")
    assert said == ["map.yaml:3:10: The file has several columns called mail: rename one."]


def test_unknown_facts_properties_purposes_and_zones_are_told(tmp_path: Path):
    said = problems(
        tmp_path,
        GOOD.replace("lead_imported", "lead_importet").replace("Oslo", "Olso")
        + "consents: [{purpose: news, column: source, states: {ad: granted}}]\n",
    )
    assert said == [
        "map.yaml:5:11: No fact is called lead_importet. Did you mean lead_imported?",
        "map.yaml:6:34: There is no time zone Europe/Olso: write one like Europe/Helsinki.",
        "map.yaml:8:22: The running definition has no purpose news. It has: –.",
    ]
    wrong = problems(tmp_path, GOOD.replace("{ source: source }", "{ sauce: source }"))
    assert wrong == ["map.yaml:7:26: lead_imported has no property sauce. It has: source, landing_page, campaign."]


def test_broken_yaml_aliases_and_a_wrong_value_are_told_with_their_line():
    for text, place in [
        ("name: [crm\n", "map.yaml:2"),
        ("name: &x crm\nidentifiers: {email: *x}\n", "map.yaml:1"),
        ("name: Crm Export\nidentifiers: {email: mail}\n", "map.yaml:1:7"),
        ("name: crm\nidentifiers: {}\n", "map.yaml:2:14"),
        ("name: crm\nidentifiers: {email: {}}\n", "map.yaml:2:22"),
        ("x: " * 100_000, "map.yaml:0:0"),
    ]:
        with pytest.raises(BadMapping) as caught:
            read_mapping(text, "map.yaml")
        assert str(caught.value).startswith(place), str(caught.value)


def test_words_like_no_and_numbers_stay_words():
    mapping, _ = read_mapping(
        "name: crm\nmissing: [0, no]\nidentifiers: {email: mail}\n"
        "consents: [{purpose: news, column: c, states: {no: withdrawn, 1: granted}}]\n"
    )
    assert mapping.missing == ("0", "no")
    assert mapping.consents[0].states == {"no": "withdrawn", "1": "granted"}


def test_a_file_that_is_no_table_is_refused_with_a_remedy(tmp_path: Path):
    empty = tmp_path / "empty.csv"
    empty.write_text("\n\n")
    with pytest.raises(CannotImport, match="has no header row"):
        open_import(empty, GOOD, "map.yaml", bundle=None, join_files={})
    with pytest.raises(CannotImport, match="There is no file"):
        open_import(tmp_path / "none.csv", GOOD, "map.yaml", bundle=None, join_files={})
    with pytest.raises(CannotImport, match="no encoding klingon"):
        open_import(empty, GOOD + "file: { encoding: klingon }\n", "map.yaml", bundle=None, join_files={})
