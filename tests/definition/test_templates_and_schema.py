"""The demo business is sound in every language, and the schema for editors agrees with the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given

from suppilo.definition import templates
from suppilo.definition.model import Bundle
from suppilo.definition.reading import read_bundle
from suppilo.definition.schema import business_schema, funnel_schema, schemas
from suppilo.definition.schema.conditions import CONDITION, TESTS, WHERE
from suppilo.kernel.conditions import Condition, spell_condition
from tests.definition.small import FILES
from tests.kernel.conditions_at_random import CONDITIONS

pytestmark = pytest.mark.pure

LANGUAGES = {"en", "fi", "da", "nb", "sv"}


@pytest.mark.parametrize("name", templates.names())
def test_a_template_is_sound(name: str) -> None:
    reading = read_bundle(templates.path(name))
    assert reading.problems == ()
    assert Bundle.model_validate_json(reading.raise_if_bad().model_dump_json()) == reading.bundle


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, set[str]]]:
    if isinstance(value, dict):
        if "en" in value and all(isinstance(words, str) for words in value.values()):
            yield path, set(value)
        for key, inside in value.items():
            yield from _texts(inside, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inside in enumerate(value):
            yield from _texts(inside, f"{path}[{number}]")


def test_the_roaster_speaks_five_languages_everywhere_even_to_the_staff() -> None:
    bundle = read_bundle(templates.path("coffee_roaster")).raise_if_bad()
    texts = dict(_texts(bundle.model_dump(mode="json")))
    del texts[".segments.tasters.name"]
    assert len(texts) > 100
    assert {path: LANGUAGES - spoken for path, spoken in texts.items() if spoken != LANGUAGES} == {}


def test_the_roasters_first_purchase_is_a_tenth_of_the_subscription() -> None:
    offers = read_bundle(templates.path("coffee_roaster")).raise_if_bad().offers
    prices = {key: offer.price.minor for key, offer in offers.items() if offer.price}
    assert prices["sample_box"] * 10 == prices["coffee_year"]


def test_a_template_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(KeyError, match="coffee_roaster"):
        templates.path("../coffee_roaster")


def test_the_schemas_are_schemas() -> None:
    for schema in schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    folder = templates.path("coffee_roaster")
    for path, schema in (("business.yaml", business_schema()), ("funnels/coffee.yaml", funnel_schema())):
        value = yaml.safe_load((folder / path).read_text(encoding="utf-8"))
        jsonschema.validate(value, schema)
    jsonschema.validate(yaml.safe_load(FILES["funnels/coffee.yaml"]), funnel_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [("stages:", "stags:"), ("{id: pause, wait: 2d}", "{id: pause, wait: 2}"), ("event: offer", "evnt: offer")],
)
def test_the_schema_refuses_a_mistake(old: str, new: str) -> None:
    funnel = FILES["funnels/coffee.yaml"]
    assert old in funnel
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(funnel.replace(old, new)), funnel_schema())


_CONDITION = jsonschema.Draft202012Validator(
    {"$ref": "#/$defs/Condition", "$defs": {"Condition": CONDITION, "Where": WHERE, "Tests": TESTS}}
)


@given(CONDITIONS)
def test_the_schema_accepts_every_condition_there_is(condition: Condition) -> None:
    _CONDITION.validate(spell_condition(condition))
