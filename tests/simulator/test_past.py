"""The demo's past is plausible, the same for the same seed, and starts nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from suppilo.definition import templates
from suppilo.definition.model import Bundle
from suppilo.definition.reading import read_bundle
from suppilo.events.models import Conflict, Event
from suppilo.foundation import clock, work
from suppilo.funnels.models import Standing
from suppilo.journeys.models import Enrolment
from suppilo.messages.models import Outgoing
from suppilo.people.models import Person
from suppilo.publishing import operations as publishing
from suppilo.simulator.lives import LADDER, lives
from suppilo.simulator.operations import NothingRuns, live_the_past
from suppilo.team.models import Workspace

ANCHOR = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle(templates.path("coffee_roaster")).raise_if_bad()


@pytest.fixture
def workspace(db: None) -> Workspace:
    made = Workspace.objects.create(slug="kaamos", name="Kaamos", is_demo=True, created_at=ANCHOR)
    with clock.at(ANCHOR):
        publishing.apply(made.pk, read_bundle(templates.path("coffee_roaster")), made_from=None)
    return made


def told(bundle: Bundle, seed: int = 1, visitors: int = 1_500) -> list:
    return list(lives(bundle, seed=seed, anchor=ANCHOR, weeks=16, visitors=visitors))


@pytest.mark.pure
def test_the_same_seed_tells_the_same_lives_and_another_seed_others(bundle):
    assert told(bundle) == told(bundle)
    assert told(bundle) != told(bundle, seed=2)


@pytest.mark.pure
def test_nothing_happens_before_the_first_visit_or_after_the_anchor(bundle):
    for life in told(bundle):
        times = [act.at for act in life.acts]
        assert times == sorted(times)
        assert ANCHOR - timedelta(weeks=16) <= life.seen_at == times[0] and times[-1] < ANCHOR
        bought = [act.properties["offer"] for act in life.acts if act.name == "offer_bought"]
        assert bought == [offer for offer, *_ in LADDER][: len(bought)]


@pytest.mark.pure
def test_the_funnel_narrows_as_funnels_do(bundle):
    everybody = told(bundle, visitors=6_000)
    leads = sum(life.lead_at is not None for life in everybody)
    confirmed = sum(life.agreed_at is not None for life in everybody)
    by_offer = [
        sum(
            act.properties.get("offer") == offer
            for life in everybody
            for act in life.acts
            if act.name == "offer_bought"
        )
        for offer, *_ in LADDER
    ]
    assert 0.15 < leads / 6_000 < 0.35
    assert 0.4 < confirmed / leads < 0.8
    assert confirmed > by_offer[0] > by_offer[1] > by_offer[2] > 0
    assert {life.land.language for life in everybody} == {"en", "da", "nb", "fi", "sv"}


def test_a_past_stands_in_the_stages_and_starts_no_journey_and_no_message(workspace):
    with clock.at(ANCHOR):
        past = live_the_past(workspace.pk, anchor=ANCHOR, weeks=16, visitors=400)
        work.run_due(ANCHOR)
        work.run_due(ANCHOR + timedelta(days=40))
    assert past.people == Person.objects.count() > 200
    assert not Event.objects.filter(origin__in=["live", "import"]).exists()
    assert Event.objects.filter(name="page_viewed", person_id=None).exists()
    assert {"aware", "lead", "interested"} <= set(Standing.objects.values_list("stage", flat=True))
    assert not Enrolment.objects.exists() and not Outgoing.objects.exists()


def test_a_past_lived_twice_is_lived_once(workspace):
    with clock.at(ANCHOR):
        live_the_past(workspace.pk, anchor=ANCHOR, weeks=16, visitors=150)
        before = (Person.objects.count(), Event.objects.count())
        again = live_the_past(workspace.pk, anchor=ANCHOR, weeks=16, visitors=150)
    assert again.facts == 0 and not Conflict.objects.exists()
    assert (Person.objects.count(), Event.objects.count()) == before


def test_a_past_needs_a_definition(db):
    bare = Workspace.objects.create(slug="bare", name="Bare", created_at=ANCHOR)
    with pytest.raises(NothingRuns, match="apply one first"):
        live_the_past(bare.pk, anchor=ANCHOR)
