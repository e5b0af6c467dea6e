"""Question to address and back: what was asked is what is read, and no address breaks the reading."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppilo.insights.explorer.asked_for import canonical
from suppilo.insights.explorer.catalogue import Catalogue
from suppilo.insights.explorer.checking import checked
from suppilo.insights.explorer.draft import PLAIN, draft_of, pairs_of
from suppilo.insights.explorer.drafting import draft_from
from suppilo.insights.explorer.editing import edited
from suppilo.insights.explorer.question import BARE, Exclusion, Filter, Question, Step

pytestmark = pytest.mark.pure
EVENTS = {"view": "View", "cart": "Cart", "@shop/looking": "Looking"}
CATALOGUE = Catalogue(
    events=EVENTS,
    groups=(("", tuple(EVENTS.items())),),
    properties={"brand": "text", "price": "number", "session": "text"},
    attributes=("city",),
    first=Question(steps=()),
)
words = st.text(min_size=1, max_size=30).map(lambda text: "".join(filter(str.isprintable, text)).strip()).filter(bool)
filters = st.one_of(
    st.builds(Filter, st.just("brand"), st.sampled_from(("is", "is_not", "contains", "starts_with")), words),
    st.builds(Filter, st.just("price"), st.sampled_from(("at_least", "less_than")), st.integers(0, 10**6).map(str)),
    st.builds(Filter, st.just("session"), st.sampled_from(BARE)),
)
steps = st.one_of(
    st.just(Step("@shop/looking")),
    st.builds(
        Step,
        st.sampled_from(("view", "cart")),
        st.lists(filters, max_size=4, unique_by=lambda one: (one.key, one.test)).map(tuple),
    ),
)


lengths = st.timedeltas(timedelta(microseconds=1), timedelta(days=36_500))


def ways(kind: str) -> st.SearchStrategy[Question]:
    """A question about paths or credit."""
    own: dict[str, st.SearchStrategy[object]] = {
        "longest": st.integers(2, 64),
        "gap": st.none() | lengths,
        "repeats": st.sampled_from(("once", "each")),
        "walks": st.sampled_from(("first", "every")),
    }
    if kind == "attribution":
        own = {"worth": st.sampled_from(("", "price")), "half_life": lengths, "direct": words}
        own |= {"channel": st.just("brand"), "model": st.sampled_from(("last_non_direct", "time_decay"))}
    some = st.lists(steps, min_size=1, max_size=2).map(tuple)
    return st.builds(Question, steps=some, kind=st.just(kind), window=st.none() | lengths, **own)  # type: ignore[arg-type]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    asked = tuple(draw(st.lists(steps, min_size=1, max_size=8)))
    last = max(len(asked), 2)
    before = draw(st.integers(2, last))
    between = st.sampled_from([(None, None), (draw(st.integers(1, before - 1)), before)])
    mode = draw(st.sampled_from(("ordered", "strict")))
    some = st.lists(filters, max_size=2, unique_by=lambda one: (one.key, one.test)).map(tuple)
    exclusions = [Exclusion("cart", *draw(between), draw(some)) for _n in range(draw(st.integers(0, 2)))]
    since = draw(st.none() | st.dates(date(1970, 1, 1), date(2200, 1, 1)))
    unit = draw(st.sampled_from(("", "session")))
    if kind := draw(st.sampled_from(("", "paths", "attribution"))):
        return draw(ways(kind))
    return Question(
        steps=asked,
        window=draw(st.none() | lengths),
        mode=mode,
        exclusions=tuple(exclusions),
        unit=unit,
        count=draw(st.sampled_from(("unique", "attempt"))) if mode == "ordered" else "unique",
        since=since,
        until=since and draw(st.none() | st.just(since + timedelta(days=3))),
        breakdown=draw(st.sampled_from(("", "brand") if unit else ("", "brand", "@city"))),
        value=draw(st.sampled_from(("first", "last", "1"))),
        trend=draw(st.sampled_from((None, "day", "week", "month"))),
    )


@settings(max_examples=300)
@given(questions())
def test_a_question_comes_back_from_its_address(question: Question) -> None:
    query = urlencode(pairs_of(draft_from(question)))
    found = checked(draft_of(parse_qs(query, keep_blank_values=True)), CATALOGUE)
    assert found.wrong == {}
    assert found.question == question
    assert canonical(query) == query


keys = st.sampled_from(
    [key for _field, key, _usual in PLAIN] + ["s", "p1", "o1", "v1", "p2", "x", "xa", "xb", "xp1", "xo1", "zz"]
)
addresses = st.dictionaries(keys, st.lists(st.text(max_size=20) | st.sampled_from([*EVENTS, "7d", "1"]), max_size=4))


@settings(max_examples=300)
@given(
    addresses,
    st.text(max_size=12)
    | st.sampled_from(["up:1", "drop:1", "unfilter:1:1", "unexclude:1", "unexclude:1:1", "down:99"]),
)
def test_whatever_is_written_is_read_without_an_exception_and_spelled_once(
    params: dict[str, list[str]], deed: str
) -> None:
    draft = edited(draft_of(params), deed)
    checked(draft, CATALOGUE)
    query = urlencode(pairs_of(draft))
    assert pairs_of(draft_of(parse_qs(query, keep_blank_values=True))) == pairs_of(draft)
