"""What does not hold together is refused, with the place and the remedy."""

from __future__ import annotations

import pytest

from suppilo.definition.reading import DefinitionRefused, read_bundle
from tests.definition.small import FILES, spoiled

pytestmark = pytest.mark.pure


def test_the_small_definition_is_sound() -> None:
    reading = read_bundle(FILES)
    assert reading.problems == ()
    assert reading.raise_if_bad() is reading.bundle


#: What is changed into what; the code; the key meant; a word of the remedy.
MISTAKES = [
    ("form: ask}\n      - {kind: buy", "form: aks}\n      - {kind: buy", "unknown_id", "blocks[0].form", '"ask"'),
    ("{id: hello, send: hello}", "{id: hello, send: helo}", "unknown_id", "steps[0].send", '"hello"'),
    ("magnet: guide\n", "magnet: box\n", "not_a_magnet", "forms.ask.magnet", "magnet"),
    ("after: guide", "after: gide", "unknown_id", "offers.box.after", '"guide"'),
    ("consents: [newsletter]", "consents: [newsleter]", "unknown_id", "consents[0]", '"newsletter"'),
    ("{segment: warm}", "{segment: wram}", "unknown_id", "branch.segment", '"warm"'),
    ("{reached: buyer, funnel: coffee}", "{reached: byer, funnel: coffee}", "unknown_id", "exit.reached", '"buyer"'),
    ("{reached: buyer, funnel: coffee}", "{reached: buyer, funnel: tea}", "unknown_id", "exit.funnel", "coffee"),
    ("{event: offer_bought,", "{event: ofer_bought,", "unknown_id", "stages[1].enter.event", '"offer_bought"'),
    ("where: {offer: box}}", "where: {ofer: box}}", "unknown_id", "enter.where.ofer", '"offer"'),
    ("where: {offer: box}}", "where: {offer: bax}}", "unknown_id", "enter.where.offer", '"box"'),
    ("where: {offer: box}}", "where: {amount: ten}}", "wrong_type", "enter.where.amount", "number"),
    ("wait_for: message_clicked", "wait_for: message_cliked", "unknown_id", "wait_for", '"message_clicked"'),
    ("where: {message: hello}", "where: {message: hullo}", "unknown_id", "where.message", '"hello"'),
    ("{id: city, label", "{id: town, label", "unknown_id", "fields[1].id", "attribute"),
    ("{id: city, label", "{id: age, label", "wrong_type", "fields[1].kind", "number"),
    ("{segment: warm}", "{attribute: age, is: old}", "wrong_type", "branch.is", "number"),
    ("{segment: warm}", "{attribute: joined, before: now-3d}", "wrong_type", "branch.before", "2026-03-01"),
    ("{segment: warm}", "{attribute: trial_ends, before: 2026-03-01}", "wrong_type", "branch.before", "zone"),
    ("{segment: warm}", "{attribute: tags, is: keen}", "wrong_type", "branch.is", "contains"),
    ("{segment: warm}", "{attribute: wants_samples, is: 1}", "wrong_type", "branch.is", "true or false"),
    ("{segment: warm}", "{consent: newsletter, channel: sms}", "purpose_channel", "branch.channel", "email"),
    ("{segment: warm}", "{score: heat, at_least: 5}", "unknown_id", "branch.score", "score"),
    ("{segment: warm}", "{event: tasting_visited, where: {guests: many}}", "wrong_type", "where.guests", "number"),
    ("price: 9.90 EUR, ", "", "no_price", "offers.box", "price"),
    ("price: 9.90 EUR", "price: 9.90", "price_without_currency", "offers.box.price", "9.90 EUR"),
    ("price: 9.90 EUR", "price: 0 EUR", "price_not_positive", "offers.box.price", "magnet"),
    ("role: magnet,", "role: magnet, price: 1 EUR,", "magnet_with_price", "offers.guide.price", "remove"),
    ("role: magnet,", "role: magnet, after: box,", "offer_cycle", "offers.guide.after", "after"),
    ("kind: email, label", "kind: text, label", "form_without_contact", "forms.ask.fields", "email"),
    ("{kind: buy, offer: box}", "{kind: buy, offer: guide}", "magnet_for_sale", "blocks[1].offer", "form"),
    ("{kind: buy, offer: box}", "{kind: buy}", "block_needs", "blocks[1]", "offer"),
    ("{kind: buy, offer: box}", "{kind: divider, offer: box}", "block_key", "blocks[1].offer", "divider"),
    ("{kind: buy, offer: box}", "{kind: button, label: Go}", "no_target", "blocks[1]", "page"),
    ("{kind: buy, offer: box}", "{kind: button, label: Go, link: confirm}", "link_in_page", "link", "messages"),
    ("link: magnet, offer: guide", "link: magnet", "link_target", "blocks[1]", "offer"),
    ("link: magnet, offer: guide", "link: magnet, offer: box", "not_a_magnet", "blocks[1].offer", "magnet"),
    ("subject: {en:", "purpose: news\n    subject: {en:", "unknown_id", "messages.hello.purpose", "newsletter"),
    ("subject: {en:", "sender: them\n    subject: {en:", "unknown_id", "messages.hello.sender", "us"),
    ("subject: {en:", "purpose: newsletter\n    lane: transactional\n    subject: {en:", "lane", "lane", "service"),
    (", fi: Tervetuloa", "", "missing_language", "blocks[0].body", "fi"),
    ("fi: Tervetuloa", "fi: ''", "empty_text", "body.fi", "write"),
    (', fi: "Kyllä, kirjoittakaa"', "", "missing_language", "purposes.newsletter.text", "fi"),
    ("person.city |", "person.cty |", "unknown_id", "subject.en", '"city"'),
    ("person.city |", "persn.city |", "unknown_id", "subject.en", '"person"'),
    ("{{ person.city | default: 'there' }}", "{% if person.city %}", "liquid_syntax", "subject.en", "{%"),
    ("{{ person.city | default: 'there' }}", "{{ person.city }}", "no_fallback", "subject.en", "default"),
    ("{{ person.city | default: 'there' }}", "{% include 'x' %}", "liquid_syntax", "subject.en", "include"),
    (
        "{{ person.city | default: 'there' }}",
        "{{ person.city | dfault: 'x' }}",
        "unknown_id",
        "subject.en",
        '"default"',
    ),
    ("- {id: keen, tag: keen}", "- {id: hello, tag: keen}", "duplicate_id", "then[0].id", "another name"),
    ("- id: buyer\n", "- id: lead\n", "duplicate_id", "stages[1].id", "another name"),
    ("slug: start", "slug: cart", "reserved", "pages.start.slug", "another"),
    ("  newsletter:\n", "  service:\n", "reserved", "purposes.service", "another name"),
    ("tasting_visited", "page_viewed", "reserved", "events.page_viewed", "another name"),
    ("languages: [en, fi]", "languages: [en, fi, en]", "twice", "business.languages[2]", "remove"),
]


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "remedy"), MISTAKES, ids=[f"{m[2]}:{m[1][:30]}" for m in MISTAKES]
)
def test_a_mistake_is_refused_with_its_place_and_the_remedy(
    old: str, new: str, code: str, key: str, remedy: str
) -> None:
    reading = spoiled(old, new)
    found = [problem for problem in reading.errors if problem.code == code]
    assert found, reading.problems
    assert found[0].key.endswith(key)
    assert remedy in found[0].message
    assert found[0].line > 0
    assert found[0].column > 0
    assert reading.bundle is None
    with pytest.raises(DefinitionRefused, match=found[0].file):
        reading.raise_if_bad()


def _journeys(text: str, business: str = FILES["business.yaml"]) -> list[str]:
    reading = read_bundle(
        {**FILES, "business.yaml": business, "funnels/coffee.yaml": FILES["funnels/coffee.yaml"] + text}
    )
    return [problem.code for problem in reading.errors]


AGAIN = """\
  again:
    name: Again
    trigger: {event: journey_ended, where: {journey: again}}
    steps: [{id: t, tag: x}]
"""
TEA = """\
name: Tea
stages: [{id: lead, name: Lead, enter: {identifier: email}}]
pages:
  start: {slug: tea, title: {en: Tea, fi: Tee}, blocks: [{kind: divider}]}
"""
ROUND = """\
  a:
    name: A
    trigger: {event: tag_added, where: {tag: red}}
    steps: [{id: s, tag: blue}]
  b:
    name: B
    trigger: {event: tag_added, where: {tag: blue}}
    steps: [%s{id: t, tag: red}]
"""


def test_journeys_that_start_each_other_without_a_wait_are_refused() -> None:
    assert _journeys(ROUND % "") == ["journey_cycle"]


def test_a_wait_makes_a_round_of_journeys_acceptable() -> None:
    assert _journeys(ROUND % "{id: w, wait: 1d}, ") == []


def test_a_round_through_points_that_a_step_gives_is_found() -> None:
    score = "scores: {heat: {name: Heat, rules: [{event: page_viewed, points: 1}]}}\n"
    segment = "  hot: {name: Hot, when: {score: heat, at_least: 10}}\n"
    journey = """\
  again:
    name: Again
    trigger: {event: segment_entered, where: {segment: hot}}
    steps: [{id: give, score: heat, points: 10}]
"""
    business = FILES["business.yaml"].replace("segments:\n", score + "segments:\n" + segment, 1)
    assert score in business
    assert _journeys(journey, business) == ["journey_cycle"]
    assert _journeys(journey.replace("heat", "heet"), business) == ["unknown_id"]
    assert "gives_no_points" in _journeys(journey.replace("10", "0"), business)


def test_a_round_through_a_stage_is_found() -> None:
    stage = FILES["funnels/coffee.yaml"].replace(
        "forms:\n", "  - {id: keen, name: Keen, enter: {attribute: tags, contains: red}}\nforms:\n", 1
    )
    journey = """\
  again:
    name: Again
    trigger: {event: stage_entered, where: {stage: keen}}
    steps:
      - {id: first, branch: {segment: warm}, then: [{id: t, tag: red}]}
"""
    reading = read_bundle({**FILES, "funnels/coffee.yaml": stage + journey})
    assert [problem.code for problem in reading.errors] == ["journey_cycle"]


def test_a_journey_that_starts_when_itself_ends_is_refused() -> None:
    assert _journeys(AGAIN) == ["journey_cycle"]


def test_segments_that_wait_for_each_other_are_refused() -> None:
    reading = spoiled(
        "segments:\n",
        "segments:\n  cold: {name: C, when: {not: {segment: mild}}}\n  mild: {name: M, when: {segment: cold}}\n",
    )
    assert [problem.code for problem in reading.errors] == ["condition_cycle"]
    assert "cold -> mild -> cold" in reading.errors[0].message


def test_a_score_and_a_segment_that_wait_for_each_other_are_refused() -> None:
    reading = spoiled(
        "segments:\n",
        "scores:\n  heat: {name: H, rules: [{points: 5, when: {segment: hot}}]}\n"
        "segments:\n  hot: {name: H, when: {score: heat, at_least: 5}}\n",
    )
    assert [problem.code for problem in reading.errors] == ["condition_cycle"]
    assert "hot -> heat -> hot" in reading.errors[0].message


def test_a_score_may_count_what_a_segment_tells_unless_the_segment_reads_the_score() -> None:
    counting = "scores:\n  heat: {name: H, rules: [{points: 5, event: segment_entered, where: {segment: warm}}]}\n"
    assert spoiled("segments:\n", counting + "segments:\n").errors == ()
    hot = "segments:\n  hot: {name: H, when: {score: heat, at_least: 5}}\n"
    reading = spoiled("segments:\n", counting.replace("warm", "hot") + hot)
    assert [problem.code for problem in reading.errors] == ["condition_cycle"]


WRONG_SCORES = [
    ("rules: [{points: 5}]", "points_for_what", "rules[0]"),
    ("rules: [{points: 5, event: page_viewed, when: {segment: warm}}]", "points_for_what", "rules[0]"),
    ("rules: [{points: 0, event: page_viewed}]", "no_points", "rules[0].points"),
    ("rules: [{points: true, event: page_viewed}]", "not_a_number", "rules[0].points"),
    ("rules: [{points: .nan, event: page_viewed}]", "not_a_number", "rules[0].points"),
    ("rules: [{points: 5, event: page_vewed}]", "unknown_id", "rules[0].event"),
    ("rules: [{points: 5, event: page_viewed, where: {pag: start}}]", "unknown_id", "rules[0].where.pag"),
    ("rules: [{points: 5, when: {segment: wram}}]", "unknown_id", "rules[0].when.segment"),
    ("rules: [{points: 5, when: {segment: warm}, cap: 5}]", "only_for_events", "rules[0].cap"),
    ("rules: [{points: 5, event: page_viewed, cap: 0}]", "value", "rules[0].cap"),
    ("rules: [{points: 5, event: page_viewed}], half_life: 7d, expires: 7d", "two_fadings", "heat.expires"),
    ("rules: []", "empty_list", "heat.rules"),
    ("half_life: 7d", "missing_key", "heat.rules"),
]


@pytest.mark.parametrize(("written", "code", "key"), WRONG_SCORES, ids=[one[0][:60] for one in WRONG_SCORES])
def test_a_mistake_in_a_score_is_refused_with_its_place(written: str, code: str, key: str) -> None:
    reading = spoiled("segments:\n", f"scores:\n  heat: {{name: H, {written}}}\nsegments:\n")
    assert [problem.code for problem in reading.errors] == [code]
    assert reading.errors[0].key.endswith(key)


def test_a_stage_that_waits_for_its_own_fact_is_refused() -> None:
    reading = spoiled("{event: offer_bought, where: {offer: box}}", "{event: stage_entered, where: {stage: buyer}}")
    assert [problem.code for problem in reading.errors] == ["condition_cycle"]


def test_a_page_without_a_language_is_only_a_warning() -> None:
    reading = spoiled("title: {en: Start, fi: Alku}", "title: Start")
    assert [problem.code for problem in reading.warnings] == ["missing_language"]
    assert reading.bundle is not None


def test_norwegian_is_nb_and_the_check_says_so() -> None:
    reading = spoiled("fi: Tervetuloa}", "fi: Tervetuloa, no: Velkommen}")
    assert [(problem.code, problem.key[-7:]) for problem in reading.warnings] == [("unknown_language", "body.no")]
    assert '"nb"' in reading.warnings[0].message


def test_a_page_of_another_site_is_only_a_warning() -> None:
    reading = spoiled("where: {page: start}", "where: {page: shop_window}")
    assert [(problem.code, problem.key) for problem in reading.warnings] == [
        ("unknown_id", "segments.warm.when.where.page")
    ]


def test_an_id_used_in_two_funnels_is_refused() -> None:
    reading = read_bundle({**FILES, "funnels/tea.yaml": TEA})
    assert [(problem.code, problem.file) for problem in reading.errors] == [("duplicate_id", "funnels/tea.yaml")]
    assert "funnels.coffee.pages.start" in reading.errors[0].message
