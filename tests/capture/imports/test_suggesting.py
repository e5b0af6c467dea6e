"""The suggested mapping is one that imports, and never guesses consent."""

from __future__ import annotations

from pathlib import Path

import pytest

from suppilo.capture.imports.mapping_reading import read_mapping
from suppilo.capture.imports.opening import open_import
from suppilo.capture.queries import suggest_mapping
from tests.real_data import data_folder

pytestmark = pytest.mark.pure


def test_contacts_times_and_sources_are_found_whatever_their_names(tmp_path: Path):
    path = tmp_path / "vie nti-2026.csv"
    rows = [f"Åse {n};p{n}@example.com;040 123 45{n:02};{n % 28 + 1:02}.03.2026;mainos;kyllä;#N/A" for n in range(30)]
    path.write_text("Nimi;Sähköposti;Puhelin;Luotu;Lähde;Uutiskirje;Ikä\n" + "\n".join(rows) + "\n", encoding="cp1252")
    text = suggest_mapping(path)
    mapping, _ = read_mapping(text)
    assert mapping.identifiers["email"].column == "Sähköposti"
    assert mapping.identifiers["phone"].column == "Puhelin"
    assert (mapping.facts[0].at.column, mapping.facts[0].at.format) == ("Luotu", "%d.%m.%Y")
    assert mapping.facts[0].properties["source"].column == "Lähde"
    assert mapping.missing == ("#N/A",) and mapping.file.encoding == "cp1252"
    assert mapping.consents == () and "# consents:" in text
    open_import(path, text, "map.yaml", bundle=None, join_files={}).close()


@pytest.mark.data
@pytest.mark.parametrize(
    "file",
    [
        "olist/olist_marketing_qualified_leads_dataset.csv",
        "olist/olist_closed_deals_dataset.csv",
        "lead_scoring/Leads.csv",
        "rees46/2019-Oct-first-rows.csv",
    ],
)
def test_a_suggestion_for_real_files_can_be_used_as_it_is(file: str):
    folder, name = file.split("/")
    path = data_folder(folder) / name
    open_import(path, suggest_mapping(path), "map.yaml", bundle=None, join_files={}).close()
