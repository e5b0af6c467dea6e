"""Every event has a name that people can read."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from suppilo.definition.facts import all_facts
from suppilo.events.naming import EVENTS
from suppilo.events.queries import event_name

pytestmark = pytest.mark.pure


def test_every_event_of_the_catalogue_has_a_name() -> None:
    assert set(EVENTS) == set(all_facts())


def test_a_name_is_said_in_the_language_spoken_now_and_an_unknown_one_in_its_own_words() -> None:
    with override("fi"):
        assert event_name("task_done") == "Tehtävä tehty"
    assert event_name("tasting_visited") == "tasting visited"
