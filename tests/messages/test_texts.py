"""Texts of the business: limits, fallbacks, and what becomes of them in a mail."""

from __future__ import annotations

import time

import pytest

from suppilo.definition.liquid.sandbox import TextRefused, parse, render
from suppilo.definition.liquid.variables import without_fallback
from suppilo.definition.model import Bundle
from suppilo.messages.compiling import MessageRefused, compile_bundle, compile_message, problems_of
from suppilo.messages.models import Compiled
from tests.messages.world import content


def bundle(**message) -> Bundle:
    given = {"purpose": "newsletter", "subject": "Hello", "blocks": [{"kind": "text", "body": "Text"}], **message}
    return Bundle.model_validate(content(messages={"one": given}))


def problems(**message) -> list[str]:
    made = bundle(**message)
    return problems_of(made, "one", made.messages["one"])


@pytest.mark.pure
@pytest.mark.parametrize(
    "text",
    [
        "{% for i in (1..1000000000) %}x{% endfor %}",
        "{% for i in (1..1000000000) reversed %}x{% endfor %}",
        "{{ (1..1000000000) | join: 'x' }}",
        "{% for a in many %}{% for b in many %}{% for c in many %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in many %}{{ long }}{% endfor %}",
        "{% capture x %}{% for a in many %}{{ long }}{% endfor %}{% endcapture %}",
        "{% assign a = 'aaaaaaaaaa' %}" + "{% assign a = a | append: a %}" * 40 + "{{ a }}",
        "{{ 'aaaaaaaaaa' " + "| replace: 'a', 'aaaaaaaaaaaa'" * 24 + " }}",
        "{{ many | join: long }}",
        "{% assign a = 99999999999999999999 %}" + "{% assign a = a | times: a %}" * 40 + "{{ a }}",
        "{% if a %}" * 40 + "{% endif %}" * 40,
        "{{ 1 | divided_by: 0 }}",
        "{% include 'secret' %}",
        "{{ person.a | default: '<script>' }}",
        "{{ 'now' | date: '%Y' }}",
        "{% if %}",
        "{{ x | nonsense }}",
        "x" * 60_000,
    ],
    ids=lambda text: text[:40],
)
def test_a_text_that_goes_beyond_a_limit_is_refused_at_once(text):
    started = time.monotonic()
    with pytest.raises(TextRefused):
        render(parse(text), {"many": list(range(400)), "long": "y" * 1_000})
    assert time.monotonic() - started < 3


@pytest.mark.pure
def test_python_cannot_be_reached_from_a_text():
    text = "{{ person.__class__ }}{{ person.name.__class__.__mro__ }}{{ person['__init__'] }}"
    assert render(parse(text), {"person": {"name": "x"}}) == ""


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hi {{ person.first_name }},", ["person.first_name"]),
        ("Hi {{ person.first_name | upcase }},", ["person.first_name"]),
        ("Hi {{ person.first_name | default: 'you' }},", []),
        ("Hi {{ person.first_name | default: '' }},", ["person.first_name"]),
        ("Hi {{ person.first_name | default: ' ' }},", ["person.first_name"]),
        ("Hi {{ person.first_name | default: person.nick }},", ["person.first_name"]),
        ("Hi {{ person.first_name | default: nil }},", ["person.first_name"]),
        ("Hi {{ person.first_name | default: person.nick | default: 'you' }},", []),
        ("Hi {{ person.first_name | default: business.name }},", []),
        ("{{ person.points | default: 0 }}", []),
        ("{% if person.first_name %}Hi {{ person.first_name }}{% else %}Hi{% endif %}", []),
        ("{% if person.first_name %}Hi{% endif %} {{ person.last_name }}", ["person.last_name"]),
        ("{% assign n = person.name | default: 'you' %}{{ n }}", []),
        ("{% assign n = person.name %}{{ n }}", ["person.name"]),
        ("{% for tag in person.tags %}{{ tag }}{% endfor %}", []),
        ("{{ business.name }} {{ links.confirm }}", []),
        ("{{ 'literal' }}", []),
    ],
)
def test_a_variable_that_may_be_empty_needs_a_fallback(text, bare):
    assert without_fallback(parse(text)) == bare


@pytest.mark.pure
def test_problems_name_their_place_and_the_remedy():
    found = problems(subject={"en": "Hi {{ person.name }}", "fi": "Hei {{ nobody }}"})
    assert found[0].startswith("messages.one.subject.en: person.name may be empty: give it a fallback")
    assert any("messages.one.subject.fi: unknown variable nobody" in line for line in found)


@pytest.mark.pure
def test_a_missing_language_is_named():
    assert problems(subject={"en": "Hi"}) == ["messages.one.subject: no text in fi; write it in every language."]


@pytest.mark.django_db
def test_a_definition_with_a_bad_message_is_not_compiled_at_all():
    made = bundle(subject="{{ person.name }}")
    with pytest.raises(MessageRefused, match="fallback"):
        compile_bundle(1, 1, made)
    assert not Compiled.objects.exists()


@pytest.mark.pure
def test_markup_and_odd_characters_survive_the_way_through_mjml():
    body = "5 < 6 & 7 **bold {{ person.a }}**\n\n- one\n- two\n\n[link](https://example.org/?a=1&b=2) zLq0qLz"
    message = bundle(text_links="plain", blocks=[{"kind": "text", "body": body}]).messages["one"]
    made = compile_message(bundle(), message, "en")
    html = render(
        parse(made.html, html=True), {"links": {"unsubscribe": "https://x/u?a=1&b=2"}, "person": {"a": "<i>"}}
    )
    assert "5 &lt; 6 &amp; " in html
    assert "<strong>bold &lt;i&gt;</strong>" in html
    assert "<ul><li>one</li><li>two</li></ul>" in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert 'href="https://x/u?a=1&amp;b=2"' in html
    assert "zLq" not in html
    text = render(parse(made.text), {"links": {"unsubscribe": "https://x/u?a=1&b=2"}, "person": {"a": "<i>"}})
    assert "link (https://example.org/?a=1&b=2)" in text
    assert "bold <i>" in text


@pytest.mark.pure
def test_the_mail_names_its_language_and_asks_no_third_party_for_anything():
    made = compile_message(bundle(), bundle().messages["one"], "fi")
    assert 'lang="fi"' in made.html
    assert "fonts.googleapis" not in made.html
    assert "Peruuta tilaus" in made.text


def linked(body: str, **more) -> tuple[str, str, list[str]]:
    """The HTML and the text of a mail with this text and a button, and where its links lead."""
    blocks = [
        {"kind": "text", "body": body},
        {"kind": "button", "label": "Go", "link": "url", "url": "https://example.org/button"},
    ]
    made = bundle(blocks=blocks, **more)
    found = compile_message(made, made.messages["one"], "en")
    return found.html, found.text, [link["target"] for link in found.links]


def test_links_in_the_texts_of_news_are_tracked_each_address_once():
    html, text, targets = linked(
        "See [the *box*](https://example.org/box?a=1&b=2) and [it](https://example.org/box?a=1&b=2)."
    )
    assert targets == ["https://example.org/box?a=1&b=2", "https://example.org/button"]
    assert html.count('href="{{ links.l0 }}"') == 2 and html.count('href="{{ links.l1 }}"') == 1
    assert "example.org/box" not in html
    assert "it ({{ links.l0 }})" in text and "Go:\n{{ links.l1 }}" in text


@pytest.mark.parametrize(
    ("more", "tracked"),
    [
        ({"purpose": "service"}, False),
        ({"purpose": "service", "text_links": "tracked"}, True),
        ({"text_links": "plain"}, False),
        ({"text_links": "tracked"}, True),
    ],
)
def test_whether_links_in_texts_are_tracked_is_the_writers_to_say(more, tracked):
    html, text, targets = linked("See [the box](https://example.org/box).", **more)
    assert ("https://example.org/box" in targets) is tracked
    assert ('href="https://example.org/box"' in html) is not tracked
    assert ("(https://example.org/box)" in text) is not tracked


@pytest.mark.parametrize(
    "address", ["https://example.org/{{ person.first_name | default: 'x' }}", "mailto:us@example.org"]
)
def test_an_address_of_ones_own_and_one_of_no_page_stay_as_they_are(address):
    html, _, targets = linked(f"See [it]({address.replace(' ', '')}).")
    assert targets == ["https://example.org/button"]
    assert address.replace(" ", "").split("{")[0] in html
