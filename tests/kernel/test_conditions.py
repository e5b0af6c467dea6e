"""The condition language: reading, spelling, holding, and changing by time alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.kernel.conditions import (
    AttributeView,
    Condition,
    ConditionError,
    FactView,
    HasEvent,
    PersonView,
    Test,
    fact_meets,
    first_true_at,
    holds,
    names,
    next_change_at,
    parse_condition,
    parse_where,
    resolved,
    spell_condition,
)
from tests.kernel.conditions_at_random import BUYERS, CONDITIONS, INSTANTS, START, TICK, WINDOWS, people
from tests.kernel.conditions_oracle import condition_holds

pytestmark = pytest.mark.pure

PEOPLE = people()
DAY = timedelta(days=1)


def _fact(at: datetime, name: str = "bought", seq: int = 1, **properties: object) -> FactView:
    return FactView(seq, name, at, properties)


@given(CONDITIONS)
def test_a_condition_spelled_and_read_again_is_the_same(condition: Condition) -> None:
    spelled = spell_condition(condition)
    assert parse_condition(json.loads(json.dumps(spelled))) == condition


@given(CONDITIONS, PEOPLE, INSTANTS)
def test_a_condition_holds_exactly_when_the_slow_reading_of_the_rules_says_so(
    condition: Condition, person: PersonView, now: datetime
) -> None:
    assert holds(condition, person, now) == condition_holds(condition, person, now)


@settings(max_examples=300)
@given(WINDOWS, BUYERS, INSTANTS)
def test_counting_in_a_window_is_exact_to_the_microsecond(
    condition: Condition, person: PersonView, now: datetime
) -> None:
    assert holds(condition, person, now) == condition_holds(condition, person, now)
    change = next_change_at(condition, person, now)
    if change is not None:
        assert condition_holds(condition, person, change) != condition_holds(condition, person, change - TICK)


@given(CONDITIONS, PEOPLE, INSTANTS)
def test_fixing_now_changes_nothing_at_that_instant(condition: Condition, person: PersonView, now: datetime) -> None:
    assert holds(resolved(condition, now), person, now) == holds(condition, person, now)


def _instants_that_matter() -> list[datetime]:
    """Every whole second that anything in the random world lies on, and its neighbours."""
    seconds = [START + timedelta(seconds=n) for n in range(-7, 30)]
    return sorted({at + by for at in seconds for by in (-TICK, timedelta(0), TICK, 2 * TICK)})


GRID = _instants_that_matter()


@given(CONDITIONS, PEOPLE, INSTANTS)
def test_membership_stays_until_the_next_change_and_changes_there(
    condition: Condition, person: PersonView, now: datetime
) -> None:
    change = next_change_at(condition, person, now)
    present = condition_holds(condition, person, now)
    until = [at for at in GRID if at > now and (change is None or at < change)]
    assert all(condition_holds(condition, person, at) == present for at in until)
    if change is not None:
        assert change > now
        assert condition_holds(condition, person, change - TICK) == present
        assert condition_holds(condition, person, change) != present


@given(CONDITIONS, PEOPLE, INSTANTS)
def test_the_first_true_instant_is_the_first_of_all_candidates(
    condition: Condition, person: PersonView, now: datetime
) -> None:
    found = first_true_at(condition, person, now)
    began = min(person.began() or now, now)
    held = [at for at in GRID if began <= at <= now and condition_holds(condition, person, at)]
    if found is None:
        assert not held
        return
    at, cause = found
    assert began <= at <= now
    assert condition_holds(condition, person, at)
    assert not held or at <= held[0]
    assert at == began or not condition_holds(condition, person, at - TICK)
    assert cause is None or any(fact.seq == cause and fact.at == at for fact in person.facts)


def test_within_includes_both_of_its_ends() -> None:
    condition = parse_condition({"event": "bought", "within": "30d"})
    person = PersonView([_fact(START)])
    assert not holds(condition, person, START - TICK)
    assert holds(condition, person, START)
    assert holds(condition, person, START + 30 * DAY)
    assert not holds(condition, person, START + 30 * DAY + TICK)
    assert next_change_at(condition, person, START) == START + 30 * DAY + TICK


def test_a_fact_in_the_future_does_not_match_yet() -> None:
    condition = parse_condition({"event": "bought"})
    person = PersonView([_fact(START + DAY)])
    assert not holds(condition, person, START)
    assert next_change_at(condition, person, START) == START + DAY
    assert first_true_at(condition, person, START) is None


def test_letters_are_the_same_however_they_were_typed() -> None:
    condition = parse_condition({"attribute": "city", "is": "Åbo"})
    for typed in ("Åbo", "åBO", "A\u030abo"):
        assert holds(condition, PersonView(attributes={"city": AttributeView(typed, START)}), START)


def test_what_is_missing_meets_only_is_missing() -> None:
    for missing in (None, "", []):
        fact = FactView(1, "bought", START, {"colour": missing})
        met = [
            op
            for op, value in (
                ("is", "x"),
                ("is_not", "x"),
                ("at_least", 0),
                ("contains", "x"),
                ("is_missing", True),
                ("is_present", True),
            )
            if fact_meets((Test("colour", op, value),), fact)  # type: ignore[arg-type]
        ]
        assert met == ["is_missing"]


def test_zero_and_false_are_values() -> None:
    person = PersonView([_fact(START, amount=0, gift=False)])
    assert holds(parse_condition({"event": "bought", "where": {"amount": 0, "gift": False}}), person, START)
    assert not holds(parse_condition({"event": "bought", "where": {"gift": 0}}), person, START)


def test_the_cause_of_a_second_purchase_is_the_second_fact_even_at_the_same_instant() -> None:
    condition = parse_condition({"event": "bought", "count": {"at_least": 2}})
    person = PersonView([_fact(START, seq=9), _fact(START, seq=4), _fact(START, seq=5, name="viewed")])
    assert first_true_at(condition, person, START + DAY) == (START, 9)


def test_a_condition_that_comes_true_by_time_alone_has_no_cause() -> None:
    condition = parse_condition({"not": {"event": "bought", "within": "1d"}})
    person = PersonView([_fact(START, seq=3)])
    assert first_true_at(condition, person, START + 9 * DAY) == (START + DAY + TICK, None)


def test_a_date_that_comes_says_when() -> None:
    condition = parse_condition({"attribute": "trial_ends", "before": "now+3d"})
    ends = datetime(2026, 6, 1, tzinfo=UTC)
    person = PersonView(attributes={"trial_ends": AttributeView(ends, START)})
    assert next_change_at(condition, person, START) == ends - 3 * DAY + TICK


def test_an_everlasting_window_does_not_leave_the_calendar() -> None:
    condition = parse_condition({"event": "bought", "within": "36500d"})
    late = datetime(9990, 1, 1, tzinfo=UTC)
    assert next_change_at(condition, PersonView([_fact(late)]), late) is None


def test_names_tell_everything_a_condition_reads() -> None:
    written = {
        "all": [
            {"event": "bought", "where": {"offer": "box"}},
            {"not": {"attribute": "city", "is": "Åbo"}},
            {"any": [{"consent": "news"}, {"segment": "warm"}, {"identifier": "email"}]},
            {"stage": "lead", "funnel": "coffee"},
            {"reached": "core", "funnel": "coffee"},
            {"score": "heat", "at_least": 5},
        ]
    }
    found = names(parse_condition(written))
    assert found.events == {"bought"}
    assert found.attributes == {"city"}
    assert found.consents == {("news", "email")}
    assert found.segments == {"warm"}
    assert found.stages == {("coffee", "lead"), ("coffee", "core")}
    assert found.identifiers == {"email"}
    assert found.scores == {"heat"}


REFUSED = [
    ("text", (), "condition_shape"),
    ({}, (), "no_condition"),
    ({"evnt": "x"}, ("evnt",), "no_condition"),
    ({"event": "x", "segment": "y"}, ("segment",), "two_conditions"),
    ({"event": "x", "wher": {}}, ("wher",), "unknown_key"),
    ({"event": "No Good"}, ("event",), "bad_name"),
    ({"event": "x", "within": "0d"}, ("within",), "bad_duration"),
    ({"event": "x", "count": {"at_least": 0}}, ("count",), "count_always"),
    ({"event": "x", "count": {"at_least": 3, "at_most": 2}}, ("count",), "count_empty"),
    ({"event": "x", "count": 2}, ("count",), "count_shape"),
    ({"event": "x", "where": {"amount": {"atleast": 1}}}, ("where", "amount", "atleast"), "unknown_operator"),
    ({"event": "x", "where": {"amount": {"at_least": "1"}}}, ("where", "amount", "at_least"), "not_a_number"),
    ({"event": "x", "where": {"amount": None}}, ("where", "amount"), "no_value"),
    ({"event": "x", "where": {"at": {"after": "now"}}}, ("where", "at", "after"), "now_not_here"),
    ({"event": "x", "since": "2026-03-01"}, ("since",), "not_an_instant"),
    ({"attribute": "city"}, (), "no_operator"),
    ({"attribute": "city", "in": []}, ("in",), "not_a_list"),
    ({"attribute": "city", "is": float("nan")}, ("is",), "number_too_large"),
    ({"attribute": "city", "is_missing": False}, ("is_missing",), "only_true"),
    ({"identifier": "fax"}, ("identifier",), "not_one_of"),
    ({"consent": "news", "state": "maybe"}, ("state",), "not_one_of"),
    ({"stage": "lead"}, (), "no_funnel"),
    ({"all": []}, ("all",), "no_parts"),
    ({"any": [{"event": "x"}, {"evnt": "x"}]}, ("any", 1, "evnt"), "no_condition"),
    ({"all": [{"event": "x"}] * 300}, (), "too_large"),
]


@pytest.mark.parametrize(("written", "path", "code"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_mistake_is_refused_with_its_place_and_the_remedy(written: object, path: object, code: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(written)
    assert (refused.value.path, refused.value.code) == (path, code)
    assert str(refused.value).strip().endswith((".", "?"))


def test_nesting_without_end_is_refused_and_not_a_crash() -> None:
    written: dict[str, object] = {"event": "x"}
    for _ in range(5000):
        written = {"not": written}
    with pytest.raises(ConditionError):
        parse_condition(written)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["event", "where", "count", "all", "any", "not", "attribute", "is", "within", "before"]
                ),
                inner,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_is_written_is_read_or_refused(written: object) -> None:
    try:
        condition = parse_condition(written)
    except ConditionError:
        return
    assert parse_condition(spell_condition(condition)) == condition


def test_where_keeps_several_comparisons_of_one_name() -> None:
    found = parse_where({"amount": {"at_least": 1, "less_than": 9}, "offer": ["a", "b"]})
    assert found == (Test("amount", "at_least", 1), Test("amount", "less_than", 9), Test("offer", "in", ("a", "b")))
    assert HasEvent("x", found) == parse_condition(spell_condition(HasEvent("x", found)))
