"""What the report asks of the log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suppilo.events import queries
from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def view(person: int | None, page: str, source: str | None = None) -> NewFact:
    properties = {"page": page} | ({"source": source} if source else {})
    return NewFact(name="page_viewed", person_id=person, at=NOW, properties=properties)


@pytest.mark.django_db
def test_views_without_a_person_are_counted_by_what_is_asked_about_them() -> None:
    with clock.at(NOW):
        record(7, [view(None, "guide"), view(None, "guide", "blog"), view(None, "shop"), view(3, "guide")])
        record(8, [view(None, "guide")])
    by_page = queries.counts_without_person(7, "page_viewed", ["page"], until=NOW)
    assert sorted((values["page"], number) for values, number in by_page) == [("guide", 2), ("shop", 1)]
    both = queries.counts_without_person(7, "page_viewed", ["page", "source"], until=NOW)
    assert sorted((v["page"], v["source"] or "", n) for v, n in both) == [
        ("guide", "", 1), ("guide", "blog", 1), ("shop", "", 1),
    ]  # fmt: skip
    assert queries.counts_without_person(7, "page_viewed", [], until=NOW) == [({}, 3)]


@pytest.mark.django_db
def test_one_property_of_many_facts_is_read_without_the_others() -> None:
    with clock.at(NOW):
        seqs = record(7, [view(3, "guide", "blog"), view(4, "guide")]).seqs
    assert queries.property_of(7, seqs, "source") == {seqs[0]: "blog"}
    assert queries.property_of(8, seqs, "source") == {}
