"""The funnel report over real rows: facts in, numbers and words out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import translation

from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock
from suppilo.insights import queries
from suppilo.insights.queries import CannotReport, FunnelReport
from suppilo.kernel.statistics import Reason, Unknown
from suppilo.people.operations import Description, set_attributes_many
from tests.insights.business import BUSINESS, people_called, settle, workspace_with

pytestmark = pytest.mark.django_db(transaction=True)
DAY0 = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 21, tzinfo=UTC)
_NAMES = {"V": "page_viewed", "L": "lead_imported", "W": "deal_won"}


def fact(person: int | None, word: str) -> NewFact:
    """ "L@3:blog" is a lead on day 3 from the blog."""
    name, _, rest = word.partition("@")
    day, _, source = rest.partition(":")
    properties = {"page": "guide"} if name == "V" else {}
    if source:
        properties["source"] = source
    return NewFact(
        name=_NAMES[name],
        person_id=person,
        at=DAY0 + timedelta(days=float(day)),
        properties=properties,
        origin="import",
    )


def made(people: dict[str, str], window: str = "", anonymous: tuple[str, ...] = ()) -> int:
    line = f"    window: {window}" if window else ""
    workspace_id = workspace_with(BUSINESS.format(window=line), NOW)
    with clock.at(NOW):
        ids = people_called(workspace_id, list(people), NOW)
        record(workspace_id, [fact(ids[who], word) for who, words in people.items() for word in words.split()])
        record(workspace_id, [fact(None, word) for word in anonymous])
    settle(NOW)
    return workspace_id


def report(workspace_id: int, breakdown: str | None = None) -> FunnelReport:
    return queries.funnel_report(workspace_id, "deals", breakdown=breakdown, now=NOW)


CROWD = {
    "all": "V@0 L@2 W@4",
    "stopped": "V@1 L@5",
    "only": "V@19",
    "early": "V@0 W@1 L@2.5",
    "jumped": "V@0 W@3",
}


def test_the_walk_and_the_standing_are_shown_side_by_side() -> None:
    found = report(made(CROWD))
    assert [stage.reached for stage in found.stages] == [5, 3, 1]
    assert [stage.standing for stage in found.stages] == [1, 1, 3]
    assert (found.people, found.entered) == (5, 5)
    assert found.steps[0].conversion == 0.6
    assert found.steps[0].seconds.median == 2.5 * 86_400
    assert found.conversion == 0.2


def test_people_in_whom_they_differ_are_named_and_explained() -> None:
    found = report(made(CROWD))
    assert found.differing == {"before": 1, "skipped": 1}
    sentences = {one.who: one.sentence for one in found.differences}
    assert sentences["early"] == "early: “Won” came 1.5 days before “Lead”, so the walk stops at “Lead”."
    assert sentences["jumped"] == "jumped: stands in “Won” without ever having met the condition of “Lead”."


def test_the_drop_off_is_split_into_lost_and_open_by_the_window() -> None:
    found = report(made(CROWD, window="10d"))
    first = found.steps[0]
    assert (first.dropped, first.lost, first.open, first.provisional) == (2, 1, 1, True)
    assert found.steps[1].provisional is False
    assert found.provisional is True


def test_without_a_window_nobody_is_called_lost_or_open() -> None:
    first = report(made(CROWD)).steps[0]
    assert (first.dropped, first.lost, first.open, first.provisional) == (2, None, None, False)


def test_people_still_inside_are_censored_in_the_time_in_stage() -> None:
    stay = report(made({"a": "V@0 L@2", "b": "V@0 L@4", "c": "V@16"})).stages[0].stay
    assert (stay.count, stay.inside) == (3, 1)
    assert stay.median == 4 * 86_400


def test_goals_say_whether_they_are_met() -> None:
    goals = report(made(CROWD)).stages[1].goals
    assert [(goal.kind, goal.actual, goal.met) for goal in goals] == [
        ("conversion", 0.6, True), ("people_per_month", 3.0, True),
    ]  # fmt: skip


def test_views_without_consent_stand_beside_the_stage_and_in_no_rate() -> None:
    found = report(made(CROWD, anonymous=("V@1", "V@2", "V@3:blog")))
    assert [stage.unmeasured_views for stage in found.stages] == [3, None, None]
    assert found.stages[0].reached == 5


def test_a_breakdown_by_an_attribute_puts_everybody_in_one_bucket() -> None:
    workspace_id = made(CROWD)
    with clock.at(NOW):
        ids = people_called(workspace_id, list(CROWD), NOW)
        cities = [("all", "Åbo"), ("stopped", "Åbo"), ("early", "Oslo")]
        rows = [Description(person_id=ids[who], values={"city": city}, at=NOW) for who, city in cities]
        set_attributes_many(workspace_id, rows, now=NOW, origin="import")
    found = report(workspace_id, "city")
    assert [(one.value, one.reached, one.standing) for one in found.buckets] == [
        ("Åbo", (2, 2, 1), (0, 1, 1)), ("Oslo", (1, 1, 0), (0, 0, 1)), (None, (2, 0, 0), (1, 0, 1)),
    ]  # fmt: skip


def test_a_breakdown_by_a_property_takes_the_first_value_on_the_walk() -> None:
    found = report(made({"a": "V@0:ads L@2:blog", "b": "V@0 L@2:blog", "c": "V@0"}), "source")
    assert [(one.value, one.reached) for one in found.buckets] == [
        ("ads", (1, 1, 0)), ("blog", (1, 1, 0)), (None, (1, 0, 0)),
    ]  # fmt: skip


def test_a_breakdown_that_nobody_knows_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(CannotReport, match="did you mean source"):
        report(made({"a": "V@0"}), "sourse")


def test_an_unknown_funnel_is_refused_with_those_there_are() -> None:
    with pytest.raises(CannotReport, match="deals"):
        queries.funnel_report(made({}), "nothing", now=NOW)


def test_an_empty_funnel_is_a_report_of_nobody() -> None:
    found = report(made({}), "city")
    assert [stage.reached for stage in found.stages] == [0, 0, 0]
    assert found.conversion == Unknown(Reason.NO_ENTRIES)
    assert ElementTree.fromstring(f"<figure>{queries.funnel_svg(found)}</figure>") is not None


def test_the_report_speaks_the_language_of_the_reader() -> None:
    workspace_id = made(CROWD)
    with translation.override("fi"):
        found = report(workspace_id)
        svg = queries.funnel_svg(found)
        assert found.name == "Kaupat"
        assert "tässä nyt" in svg
        assert found.differences[0].sentence.endswith("joten kulku pysähtyy vaiheeseen ”Liidi”.")
        assert queries.funnel_table(found).headings[0] == "Vaihe"
