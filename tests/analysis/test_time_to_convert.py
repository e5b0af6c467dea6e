"""How long until people convert, from the library: worked by hand, and as the slow reference has it."""

from __future__ import annotations

import random
from xml.etree import ElementTree

import polars as pl
import pytest

import suppilo
from suppilo.analysis.time_to_convert import TimeToConvert
from suppilo.kernel.survival_reference import left_after, wait

pytestmark = pytest.mark.pure
DAY = 86_400
#: Five leads on day 0; won after 1, 2 and 4 days; one came only two days before we look, one was never won.
STORY = [
    *[(who, "lead", 0) for who in "abce"], ("d", "lead", 3 * DAY),
    ("a", "won", DAY), ("b", "won", 2 * DAY), ("c", "won", 4 * DAY), ("x", "won", DAY), ("e", "call", 5 * DAY),
]  # fmt: skip


def log(rows: list[tuple[str, str, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["person", "name", "time"], orient="row")


def asked(rows: list[tuple[str, str, int]] = STORY, **more: object) -> TimeToConvert:
    return suppilo.time_to_convert(log(rows), **{"start": "lead", "conversion": "won"} | more)  # type: ignore[arg-type]


def test_worked_by_hand_the_one_who_came_late_leaves_the_risk_when_we_stop_looking():
    """S(1d) = 4/5; S(2d) = 4/5 * 3/4; d, seen for 2 days, leaves then; S(4d) = 3/5 * 1/2."""
    answer = asked()
    assert (answer.people, answer.converted, answer.waiting) == (5, 3, 2)
    assert [round(row["share"], 9) for row in answer.rows()] == [0.2, 0.4, 0.7]
    assert [row["at_risk"] for row in answer.rows()] == [5, 4, 2]
    assert (answer.q1, answer.median, answer.q3) == (2 * DAY, 4 * DAY, suppilo.NotComputed("window_open"))
    assert [round(float(str(answer.share(after))), 9) for after in ("12h", "1d", "3d", "5d")] == [0, 0.2, 0.4, 0.7]
    assert answer.share("6d") == suppilo.NotComputed("window_open"), "nobody was looked at for so long"


def test_it_prints_as_a_table_that_says_what_is_not_reached_and_becomes_a_frame_and_a_picture():
    answer = asked()
    printed = repr(answer)
    assert "24 h            1  20.0%" in printed
    assert "5 began, 3 converted, 2 have not" in printed
    assert "Median 4 d; a quarter 2 d, three quarters not reached." in printed
    assert answer.to_polars()["seconds"].to_list() == answer.to_pandas()["seconds"].tolist() == [DAY, 2 * DAY, 4 * DAY]
    picture = ElementTree.fromstring(answer.svg("Leads <b>"))
    assert picture[0].text == "Leads <b>"
    assert "median 4 d" in "".join(picture.itertext())


def test_a_window_ends_everybodys_time_and_a_period_chooses_who_takes_part():
    assert (asked(window="2d").converted, asked(window="2d").longest) == (2, 2 * DAY)
    late = asked(period=(DAY, None), as_of=4 * DAY)
    assert (late.people, late.converted, late.longest) == (1, 0, DAY)
    assert asked(as_of=DAY).converted == 1


def test_of_nobody_nothing_is_said_and_a_name_that_stands_nowhere_is_hinted_at():
    nobody = asked([("a", "won", 0), ("b", "led", 0)])
    assert (nobody.people, nobody.median, nobody.share("1d")) == (0, *[suppilo.NotComputed("no_entries")] * 2)
    assert nobody.hints == (("lead", "led"),)
    assert "Nobody has begun" in repr(nobody)
    assert nobody.rows() == []
    ElementTree.fromstring(nobody.svg())
    assert asked([]).people == 0


@pytest.mark.parametrize("seed", range(120))
def test_random_people_wait_as_the_reference_says(seed: int):
    chance = random.Random(seed)
    rows = [
        (str(chance.randrange(9)), chance.choice(["lead", "won", "call"]), chance.randrange(15))
        for _ in range(chance.randrange(1, 60))
    ]
    window, look = chance.choice([None, 1, 4, 9]), chance.randrange(3, 16)
    answer = asked(rows, as_of=look, window=None if window is None else f"{window}s")
    events = {who: sorted((at, name == "lead", name == "won") for one, name, at in rows if one == who)
              for who in dict.fromkeys(row[0] for row in rows)}  # fmt: skip
    waits = [found for one in events.values() if (found := wait(one, look, window=window))]
    assert (answer.people, answer.converted) == (len(waits), sum(ended for _, ended in waits))
    wanted = {at: 1 - float(left) for at, (left, _) in left_after(waits).items()}
    assert {row["seconds"]: pytest.approx(row["share"]) for row in answer.rows()} == wanted
    for one in answer.within:
        assert one.waiting == sum(long > one.seconds or (not ended and long == one.seconds) for long, ended in waits)
        assert one.converted == sum(ended and long <= one.seconds for long, ended in waits)


def test_a_funnel_tells_it_with_its_own_window_period_and_filters():
    steps = ["lead", "call", suppilo.Event("won")]
    walked = suppilo.funnel(log(STORY), steps=steps, window="2d", period=(0, DAY), as_of=5 * DAY)
    assert walked.time_to_convert() == asked(window="2d", period=(0, DAY), as_of=5 * DAY)
    assert walked.time_to_convert(2).conversion == "call"
    between = asked(start="call", window="2d", period=(0, DAY), as_of=5 * DAY)
    assert walked.time_to_convert(3, start=2) == between
    assert (between.start, between.conversion) == ("call", "won")
    assert walked.time_to_convert(points=1).curve.times.size == 1
    with pytest.raises(ValueError, match="from 2 to 3"):
        walked.time_to_convert(1)
    with pytest.raises(ValueError, match="step 2: it is one from 1 to 1"):
        walked.time_to_convert(2, start=2)
    with pytest.raises(ValueError, match="ordered walks without exclusions"):
        suppilo.funnel(log(STORY), steps=steps, mode="strict").time_to_convert()
