"""The English of every mistake in a condition, a duration or an amount, by name."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "did_you_mean": 'Did you mean "%(meant)s"?',
    "there_are": "There are: %(known)s.",
    # durations
    "duration_remedy": "Write for example 7d, 12h, 30m, 45s or P1DT12H.",
    "bad_duration.zero": "A duration must be longer than nothing.",
    "bad_duration.longest": "A duration of more than 100 years is not meant: leave it out for no limit.",
    "bad_duration.no_unit": "The number %(number)s has no unit: write %(number)sd for days, or h, m, s.",
    "bad_duration": '"%(written)s" is not a duration.',
    "bad_duration.unit": '"%(unit)s" is no unit of duration: a month is 30d, a week 7d.',
    "bad_duration.negative": "A duration cannot be negative.",
    "bad_duration.months": "Months and years differ in length: write days, for example 30d or 365d.",
    # amounts
    "money_too_fine": "%(currency)s has %(places)s digits after the point, not %(found)s.",
    "money_mixed": "%(one)s and %(other)s cannot be added: convert one at a stated rate.",
    "price_without_currency": "A price needs its currency: write %(amount)s EUR.",
    "money_comma": 'Write amounts with a point and without thousands marks: "1250.50 SEK".',
    "money_unreadable": 'Write an amount and a currency of three letters: "9.90 EUR".',
    "currency_unknown": "%(currency)s is not a currency (ISO 4217).",
    # conditions
    "too_large": "A condition has at most %(most)s parts: name some as a segment.",
    "condition_shape": "A condition is written as keys and values, for example {event: form_submitted}.",
    "too_deep": "Conditions nest at most %(deepest)s deep: name a part as a segment.",
    "unknown_key.beside": '"%(key)s" means nothing beside %(kind)s.',
    "nothing_beside": "Nothing else stands there.",
    "two_conditions": "%(one)s and %(other)s are two conditions: join them with all or any.",
    "no_condition": "A condition has one of %(known)s.",
    "no_parts": "Write a list of conditions, each after a dash.",
    "count_shape": "Write count: {at_least: 2}, {at_most: 5} or both (at_most alone includes none at all).",
    "count_number": "A count is a whole number from 0 to 1000000.",
    "count_empty": "No number is at least %(at_least)s and at most %(at_most)s.",
    "count_always": "At least 0 is always true: write at_least: 1 or more.",
    "no_operator": "Say what %(key)s must be: is: ..., or is_present: true.",
    "no_operator.score": "Say how high %(key)s must be: at_least: 50.",
    "no_operator.where": "Say what %(key)s must be, for example {is: ...}.",
    "not_one_of": '"%(value)s" is not one of %(known)s.',
    "no_funnel.stage": "Say which funnel the stage belongs to: funnel: ....",
    "bad_name": "A name has small letters a-z, digits and _, and begins with a letter.",
    "where_shape": "Write where as names and values, for example {form: guide_form}.",
    "unknown_operator": '"%(operator)s" is no comparison.',
    "not_text.starts_with": "starts_with compares text: write it in quotes.",
    "only_true": "Write %(operator)s: true, or for the opposite %(other)s: true.",
    "not_a_list.in": "in compares with a list of values: [red, green].",
    "no_value": "Empty text is no value: use is_missing: true.",
    "no_value.nothing": "Nothing stands here: write a value, or use is_missing: true.",
    "instant_equal": "An instant is compared with before and after.",
    "not_a_value": "Compare with one text, number, true or false.",
    "not_a_number.comparison": "This comparison needs a number.",
    "number_too_large": "Numbers are compared exactly up to 9007199254740992.",
    "now_not_here": "Facts are compared with now by within: 30d.",
    "not_an_instant": "Write an instant with its zone, 2026-03-01T08:00:00+02:00, or a day, 2026-03-01.",
    "not_an_instant.calendar": "This instant lies outside the calendar.",
}
