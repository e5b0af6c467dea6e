"""Random conditions and people, small enough that boundaries are hit often."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from suppilo.kernel.conditions import (
    All,
    AnyOf,
    AttributeView,
    ConsentView,
    FactView,
    FromNow,
    HasAttribute,
    HasConsent,
    HasEvent,
    HasIdentifier,
    HasScore,
    InSegment,
    InStage,
    Not,
    PersonView,
    PointsForEvent,
    PointsWhile,
    Score,
    StageView,
    Test,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)

#: Letters that databases fold differently, types that do not fit, and what counts as nothing.
VALUES = st.sampled_from(
    ["Åbo", "åbo", "A\u030abo", "STRASSE", "straße", "x", "", 0, 1, 1.5, -2, True, False, None]
    + [["Åbo", "x"], [1, "x"], [], "2026-03-01", "2026-03-02", "2026-03-01T00:00:10+00:00", {"a": 1}]
)
NAMES = st.sampled_from(["bought", "viewed"])
KEYS = st.sampled_from(["city", "amount"])
SECONDS = st.integers(0, 12).map(lambda n: timedelta(seconds=n))
INSTANTS = st.one_of(SECONDS, SECONDS.map(lambda s: s + TICK)).map(lambda s: START + s)
SPANS = st.integers(1, 8).map(lambda n: timedelta(seconds=n))
SCALARS = st.sampled_from(["Åbo", "a\u030aBO", "straSSe", "x", "o", 0, 1, 1.5, True, False, "2026-03-01"])
NUMBERS = st.sampled_from([0, 1, 1.5, -2, 10])


@st.composite
def tests(draw: st.DrawFn, key: str, moving: bool) -> Test:
    op = draw(
        st.sampled_from(
            ["is", "is_not", "in", "contains", "starts_with", "at_least", "at_most", "more_than"]
            + ["less_than", "before", "after", "is_missing", "is_present"]
        )
    )
    if op in ("is_missing", "is_present"):
        return Test(key, op, True)
    if op in ("before", "after"):
        moments = [st.sampled_from([date(2026, 3, 1), date(2026, 3, 2)]), INSTANTS]
        if moving:
            moments.append(st.integers(-6, 6).map(lambda n: FromNow(timedelta(seconds=n))))
        return Test(key, op, draw(st.one_of(moments)))
    if op in ("at_least", "at_most", "more_than", "less_than"):
        return Test(key, op, draw(NUMBERS))
    if op == "in":
        return Test(key, op, tuple(draw(st.lists(SCALARS, min_size=1, max_size=3))))
    return Test(key, op, draw(SCALARS.filter(lambda one: op != "starts_with" or isinstance(one, str))))


@st.composite
def events(draw: st.DrawFn) -> HasEvent:
    where: list[Test] = []
    for key in draw(st.lists(KEYS, unique=True, max_size=2)):
        found = draw(st.lists(tests(key, False), min_size=1, max_size=2, unique_by=lambda test: test.op))
        where.extend(found)
    at_least, at_most = draw(st.sampled_from([(1, None), (1, None), (2, None), (0, 1), (1, 2), (2, 2), (0, 0)]))
    within = draw(st.none() | SPANS)
    return HasEvent(draw(NAMES), tuple(where), at_least, at_most, within, draw(st.none() | INSTANTS))


#: Nothing but time and counting, where the boundaries are.
WINDOWS = st.builds(
    lambda limits, within: HasEvent("bought", (), *limits, within=within),
    st.sampled_from([(1, None), (2, None), (0, 1), (1, 1)]),
    SPANS,
)
BUYERS = st.lists(INSTANTS, max_size=4).map(
    lambda instants: PersonView([FactView(seq, "bought", at) for seq, at in enumerate(instants, 1)])
)


@st.composite
def attributes(draw: st.DrawFn) -> HasAttribute:
    key = draw(KEYS)
    return HasAttribute(key, draw(tests(key, True)))


SCORE_LEAVES = st.builds(
    lambda score, op, limit: HasScore(score, Test(score, op, limit)),
    st.sampled_from(["heat", "heat", "worth", "worth", "both", "none"]),
    st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
    st.sampled_from([0, 10, 50.5, 5, 2.5, -5, 1]),
)
LEAVES = st.one_of(
    events(),
    events(),
    attributes(),
    st.sampled_from(["email", "visitor"]).map(HasIdentifier),
    st.builds(HasConsent, st.just("news"), st.just("email"), st.sampled_from(["granted", "pending", "withdrawn"])),
    st.just(InSegment("warm")),
    st.builds(InStage, st.just("coffee"), st.sampled_from(["lead", "core"]), st.sampled_from(["at", "reached"])),
    SCORE_LEAVES,
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)

#: One that halves, one that shrinks, one that reads another; with caps, points once, lasting and taken away.
SCORES = {
    "heat": Score(
        (
            PointsForEvent("viewed", 10, cap=25),
            PointsForEvent("bought", 50.5, (Test("city", "is", "Åbo"),), once=True),
            PointsForEvent("viewed", -4, (Test("amount", "is_present", True),)),
        ),
        half_life=timedelta(seconds=4),
    ),
    "worth": Score(
        (
            PointsForEvent("bought", 5, cap=7.5),
            PointsForEvent("viewed", 2.5, once=True),
            PointsForEvent("bought", 1, lasts=True),
            PointsWhile(HasIdentifier("email"), -5),
        ),
        expires=timedelta(seconds=5),
    ),
    "both": Score(
        (
            PointsWhile(HasScore("heat", Test("heat", "at_least", 5)), 10),
            PointsWhile(HasEvent("bought", within=timedelta(seconds=3)), 2.5),
            PointsForEvent("viewed", 1),
        )
    ),
}

#: People who do little else than what gives points.
SCORED = st.lists(st.tuples(NAMES, INSTANTS, st.sampled_from([{}, {"amount": 1}, {"city": "åbo"}])), max_size=5).map(
    lambda rows: PersonView(
        [FactView(seq, name, at, found) for seq, (name, at, found) in enumerate(rows, 1)],
        identifiers={"email": START} if len(rows) % 2 else {},
        scores=SCORES,
    )
)

PROPERTIES = st.dictionaries(KEYS, VALUES, max_size=2)


@st.composite
def people(draw: st.DrawFn) -> PersonView:
    rows = draw(st.lists(st.tuples(NAMES, INSTANTS, PROPERTIES), max_size=6))
    facts = [FactView(seq, name, at, found) for seq, (name, at, found) in enumerate(rows, 1)]
    consents = draw(st.lists(st.builds(ConsentView, st.sampled_from(["granted", "withdrawn"]), INSTANTS), max_size=3))
    return PersonView(
        facts=draw(st.permutations(facts)),
        attributes=draw(
            st.dictionaries(KEYS, st.builds(AttributeView, VALUES | st.just(START + timedelta(seconds=9)), INSTANTS))
        ),
        identifiers=draw(st.dictionaries(st.sampled_from(["email", "visitor"]), INSTANTS)),
        consents={("news", "email"): consents} if consents else {},
        segments=draw(st.dictionaries(st.just("warm"), INSTANTS)),
        stages=draw(
            st.dictionaries(
                st.just("coffee"),
                st.builds(
                    StageView,
                    st.sampled_from(["lead", "core"]),
                    INSTANTS,
                    st.dictionaries(st.sampled_from(["lead", "core"]), INSTANTS),
                ),
            )
        ),
        scores=SCORES,
    )
