"""Triggers and steps of journeys: what does not hold together is refused, with the place and the remedy."""

from __future__ import annotations

import pytest

from suppilo.definition.reading import read_bundle
from tests.definition.small import FILES

pytestmark = pytest.mark.pure
TRIGGER = "{event: form_submitted}"
STEP = "{id: a, tag: keen}"


def other(trigger: str = TRIGGER, steps: str = STEP, more: str = "") -> list[tuple[str, str, str]]:
    """What is wrong with a second journey: code, the end of the place, the words."""
    text = f"  other:\n    name: Other\n    trigger: {trigger}\n{more}    steps: [{steps}]\n"
    reading = read_bundle({**FILES, "funnels/coffee.yaml": FILES["funnels/coffee.yaml"] + text})
    assert all(problem.line > 0 for problem in reading.errors)
    place = "funnels.coffee.journeys.other."
    return [(problem.code, problem.key.removeprefix(place), problem.message) for problem in reading.errors]


@pytest.mark.parametrize(
    "trigger",
    [
        "{date: joined}",
        '{date: joined, repeat: yearly, before: 3d, at: "08:00"}',
        "{date: trial_ends, before: 2h}",
        '{schedule: daily, at: "09:00", segment: warm}',
        '{schedule: weekly, weekdays: [mon, thu], at: "09:00", segment: warm}',
        '{schedule: monthly, day: 31, at: "09:00", segment: warm}',
        "{manual: true}",
    ],
)
def test_every_kind_of_trigger_can_be_written(trigger: str) -> None:
    assert other(trigger) == []


@pytest.mark.parametrize(
    ("trigger", "code", "key", "word"),
    [
        ("{}", "trigger_one", "trigger", "schedule"),
        ("{event: form_submitted, manual: true}", "trigger_one", "trigger", "exactly one"),
        ("{event: form_submitted, repeat: yearly}", "trigger_key", "trigger.repeat", "where, age_limit"),
        ("{manual: true, segment: warm}", "trigger_key", "trigger.segment", "manual"),
        ("{date: city}", "no_date", "trigger.date", "day or instant"),
        ("{date: jioned}", "unknown_id", "trigger.date", '"joined"'),
        ("{date: joined, before: 36h}", "whole_days", "trigger.before", "3d"),
        ('{date: trial_ends, before: 36h, at: "09:00"}', "whole_days", "trigger.before", "3d"),
        ("{date: joined, before: 3d, after: 3d}", "before_and_after", "trigger.after", "not both"),
        ("{date: joined, repeat: monthly}", "not_one_of", "trigger.repeat", "yearly"),
        ('{schedule: weekly, at: "09:00", segment: warm}', "missing_key", "trigger", "weekdays"),
        ('{schedule: monthly, at: "09:00", segment: warm}', "missing_key", "trigger", "day"),
        ('{schedule: daily, at: "09:00"}', "missing_key", "trigger", "segment"),
        ('{schedule: daily, at: "9", segment: warm}', "value", "trigger.at", "21:00"),
        ('{schedule: daily, at: "09:00", segment: wram}', "unknown_id", "trigger.segment", '"warm"'),
        ('{schedule: daily, day: 3, at: "09:00", segment: warm}', "trigger_key", "trigger.day", "daily"),
        ('{schedule: monthly, day: 32, at: "09:00", segment: warm}', "value", "trigger.day", "31"),
    ],
)
def test_a_trigger_that_does_not_hold_together_is_refused(trigger: str, code: str, key: str, word: str) -> None:
    found = other(trigger)
    assert [(one[0], one[1]) for one in found] == [(code, key)]
    assert word in found[0][2]


@pytest.mark.parametrize(
    "step",
    [
        "{id: s, wait_until: joined, after: 7d, otherwise: [{id: t, stop: true}]}",
        '{id: s, window: {weekdays: [mon, tue], start: "09:00", end: "17:00"}}',
        '{id: s, window: {start: "21:00", end: "02:00"}}',
        "{id: s, split: [{weight: 3, steps: [{id: t, tag: x}]}, {}]}",
        "{id: s, set: {city: Åbo, age: 4, wants_samples: true, joined: 2026-03-01}}",
        "{id: s, enrol: greet}",
    ],
)
def test_every_kind_of_step_can_be_written(step: str) -> None:
    assert other(steps=step) == []


@pytest.mark.parametrize(
    ("step", "code", "key", "word"),
    [
        ("{id: s, wait_until: city}", "no_date", "steps[0].wait_until", "day or instant"),
        ("{id: s, wait_until: joined, before: 2h}", "whole_days", "steps[0].before", "3d"),
        ('{id: s, window: {start: "09:00", end: "09:00"}}', "window_empty", "steps[0].window.end", "never"),
        ('{id: s, window: {weekdays: [mo], start: "09:00", end: "10:00"}}', "not_one_of", "weekdays[0]", "mon"),
        ("{id: s, split: [{}]}", "one_way", "steps[0].split", "two"),
        ("{id: s, split: [{weight: 0}, {}]}", "value", "split[0].weight", "1"),
        ("{id: s, split: [{steps: [{id: t, snd: x}]}, {}]}", "no_step", "split[0].steps[0]", '"send"'),
        ("{id: s, split: [{steps: [{id: t, send: x}]}, {}]}", "unknown_id", "split[0].steps[0].send", "hello"),
        ("{id: s, split: [{steps: [{id: s, tag: x}]}, {}]}", "duplicate_id", "split[0].steps[0].id", "another"),
        ("{id: s, set: {city: 5}}", "set_value", "steps[0].set.city", "text"),
        ("{id: s, set: {age: old}}", "set_value", "steps[0].set.age", "number"),
        ("{id: s, set: {joined: soon}}", "set_value", "steps[0].set.joined", "day"),
        ("{id: s, set: {trial_ends: 2026-03-01}}", "set_value", "steps[0].set.trial_ends", "instant"),
        ("{id: s, set: {city: [a]}}", "value", "steps[0].set.city", "one text"),
        ("{id: s, set: {tags: keen}}", "set_list", "steps[0].set.tags", "tag"),
        ("{id: s, set: {town: x}}", "unknown_id", "steps[0].set.town", "city"),
        ("{id: s, enrol: gret}", "unknown_id", "steps[0].enrol", '"greet"'),
        ("[]", "no_step", "steps[0]", "send"),
    ],
)
def test_a_step_that_does_not_hold_together_is_refused(step: str, code: str, key: str, word: str) -> None:
    found = other(steps=step)
    assert [one[0] for one in found] == [code]
    assert found[0][1].endswith(key)
    assert word in found[0][2]


@pytest.mark.parametrize("again", ["never", "after_end", "always", "30d", "P2W"])
def test_the_ways_to_enter_again_can_be_written(again: str) -> None:
    assert other(more=f"    again: {again}\n") == []


def test_another_word_for_entering_again_is_refused_with_those_there_are() -> None:
    ((code, key, words),) = other(more="    again: sometimes\n")
    assert (code, key) == ("value", "again")
    assert "after_end" in words


def test_a_goal_is_looked_at_like_an_exit() -> None:
    assert [one[:2] for one in other(more="    goal: {segment: wram}\n")] == [("unknown_id", "goal.segment")]


ROUND = [
    "{id: s, enrol: other}",
    "{id: b, branch: {segment: warm}, then: [{id: s, enrol: other}]}",
    "{id: b, split: [{steps: [{id: s, enrol: other}]}, {}]}",
    "{id: u, wait_until: joined, otherwise: [{id: s, enrol: other}]}",
    '{id: w, window: {start: "09:00", end: "17:00"}}, {id: s, enrol: other}',
]


@pytest.mark.parametrize("steps", ROUND)
def test_a_journey_that_enrols_into_itself_without_a_wait_is_refused(steps: str) -> None:
    ((code, key, words),) = other(steps=steps)
    assert (code, key) == ("journey_cycle", "trigger")
    assert "other -> other" in words


@pytest.mark.parametrize("steps", ["{id: w, wait: 1d}, {id: s, enrol: other}", "{id: s, enrol: greet}"])
def test_after_a_wait_it_may_enrol_into_itself(steps: str) -> None:
    assert other(steps=steps) == []


def test_journeys_that_enrol_each_other_in_a_circle_are_refused() -> None:
    text = "".join(
        f"  {one}:\n    name: J\n    trigger: {{manual: true}}\n    steps: [{{id: s, enrol: {two}}}]\n"
        for one, two in (("a", "b"), ("b", "c"), ("c", "a"))
    )
    reading = read_bundle({**FILES, "funnels/coffee.yaml": FILES["funnels/coffee.yaml"] + text})
    assert [problem.code for problem in reading.errors] == ["journey_cycle"]
    assert "a -> b -> c -> a" in reading.errors[0].message


def test_an_attribute_that_is_set_and_started_by_makes_a_round() -> None:
    stage = FILES["funnels/coffee.yaml"].replace(
        "forms:\n", "  - {id: old, name: Old, enter: {attribute: age, at_least: 60}}\nforms:\n", 1
    )
    journey = "  o:\n    name: O\n    trigger: {event: stage_entered, where: {stage: old}}\n"
    journey += "    steps: [{id: s, set: {age: 61}}]\n"
    reading = read_bundle({**FILES, "funnels/coffee.yaml": stage + journey})
    assert [problem.code for problem in reading.errors] == ["journey_cycle"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{id: on, move: buyr}", 'The funnel coffee has no stage called "buyr". Did you mean "buyer"?'),
        ("{id: on, move: buyer, funnel: cofee}", 'There is no funnel called "cofee". Did you mean "coffee"?'),
        ("{id: on, move: lead}", "lead may be left again, so its condition alone says who stands in it"),
        ("{id: on, move: buyer}", ""),
    ],
)
def test_a_move_names_a_stage_that_cannot_be_left(step: str, said: str) -> None:
    sound = FILES["funnels/coffee.yaml"].replace("    name: Lead\n", "    name: Lead\n    may_leave: true\n")
    text = sound.replace("{id: keen, tag: keen}", step)
    problems = [one for one in read_bundle({**FILES, "funnels/coffee.yaml": text}).problems if "steps" in one.key]
    assert [one.message for one in problems if said not in one.message or not said] == []
    assert bool(problems) == bool(said)


@pytest.mark.parametrize(
    ("steps", "again", "codes"),
    [
        ("{id: w, wait: 1h}, {id: on, enrol: other}", "always", []),
        ("{id: w, wait: 1h}, {id: on, enrol: other}, {id: more, enrol: other}", "always", ["journey_multiplies"]),
        ("{id: w, wait: 1h}, {id: on, enrol: other}, {id: more, enrol: other}", "after_end", ["starts_itself_inside"]),
        (
            "{id: w, wait: 1h}, {id: f, branch: {segment: warm}, then: [{id: on, enrol: other}], "
            "otherwise: [{id: off, enrol: other}]}",
            "always",
            [],
        ),
        (
            "{id: w, wait: 1h}, {id: f, branch: {segment: warm}, then: [{id: on, enrol: other}]}, "
            "{id: m, enrol: other}",
            "always",
            ["journey_multiplies"],
        ),
    ],
)
def test_a_journey_may_come_back_to_itself_once_a_round(steps: str, again: str, codes: list[str]) -> None:
    text = f"  other:\n    name: Other\n    trigger: {{manual: true}}\n    again: {again}\n    steps: [{steps}]\n"
    reading = read_bundle({**FILES, "funnels/coffee.yaml": FILES["funnels/coffee.yaml"] + text})
    assert [one.code for one in reading.problems if "other" in one.key and one.code != "missing_language"] == codes
    assert all(one.line > 0 for one in reading.problems)


def test_two_journeys_that_start_each_other_twice_a_round_are_refused() -> None:
    def one(key: str, steps: str) -> str:
        return f"  {key}:\n    name: A\n    trigger: {{manual: true}}\n    again: always\n    steps: [{steps}]\n"

    text = one("ping", "{id: w, wait: 1h}, {id: a, enrol: pong}, {id: b, enrol: pong}")
    text += one("pong", "{id: w, wait: 1h}, {id: a, enrol: ping}")
    reading = read_bundle({**FILES, "funnels/coffee.yaml": FILES["funnels/coffee.yaml"] + text})
    assert [(one.code, one.key) for one in reading.errors] == [
        ("journey_multiplies", "funnels.coffee.journeys.ping.again")
    ]


WAITS = "{id: w, wait_for: message_replied, timeout: 3d, then: [{id: t, tag: keen}]}"


def test_a_journey_that_ends_on_an_answer_cannot_wait_for_one() -> None:
    [(code, place, words)] = other(steps=WAITS)
    assert (code, place) == ("ends_on_reply", "steps[0].wait_for")
    assert "stop_on_reply: false" in words
    assert other(steps=WAITS, more="    stop_on_reply: false\n") == []
