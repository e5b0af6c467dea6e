"""Time can be set, turned and nested, and never lacks a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from suppilo.foundation import clock, ids

pytestmark = pytest.mark.pure
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_clock_that_was_set_stands_still_and_can_be_turned():
    with clock.at(NOON):
        assert clock.now() == clock.now() == NOON
        clock.turn(timedelta(days=1))
        assert clock.now() == NOON + timedelta(days=1)
    assert clock.now() != NOON


def test_clocks_nest_and_the_former_time_comes_back():
    with clock.at(NOON):
        with clock.at(NOON + timedelta(hours=1)):
            assert clock.now().hour == 13
        assert clock.now().hour == 12


def test_an_instant_of_another_zone_is_told_in_utc():
    with clock.at(datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))):
        assert clock.now() == NOON and clock.now().tzinfo is UTC


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"), clock.at(NOON.replace(tzinfo=None)):
        pass


def test_the_machines_clock_cannot_be_turned():
    with pytest.raises(RuntimeError):
        clock.turn(timedelta(1))


def test_ids_are_different_and_say_what_they_are():
    made = [ids.new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(len(text) == 32 and text[12] == "7" and text[16] in "89ab" for text in made)
    assert [text[:12] for text in made] == sorted(text[:12] for text in made)
