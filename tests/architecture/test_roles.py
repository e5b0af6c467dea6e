"""Every address against the role table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from suppilo.foundation import clock
from tests.architecture.conftest import Visitors
from tests.architecture.role_table import FOREIGN_MARKUP, KINDS, PUBLIC, STUDIO, TABLE, UNGUARDED
from tests.studio.desk import NOW

pytestmark = pytest.mark.long_on_postgresql  # who may do what does not hang on the database


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the project with its name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern


def test_every_address_stands_in_the_table() -> None:
    known = {name for name, _pattern in addresses(get_resolver().url_patterns)}
    assert known - set(TABLE) == set(), "new addresses: say in role_table.py who may see them"
    assert set(TABLE) - known == set(), "gone addresses: take them out of role_table.py"


def test_every_staff_view_names_the_right_of_its_row() -> None:
    """A view that forgot its guard would show one business to another."""
    for name, pattern in addresses(get_resolver().url_patterns):
        if name in STUDIO and name not in UNGUARDED:
            assert getattr(pattern.callback, "staff_right", None) == STUDIO[name].right, name
        elif pattern.callback.__module__.startswith("suppilo.") and ".views" in pattern.callback.__module__:
            assert name in UNGUARDED, f"{name} is a staff view without a row among STUDIO"


@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(visitors: Visitors, name: str) -> None:
    row = TABLE[name]
    address = reverse(name, kwargs=visitors.fill(row))
    with clock.at(NOW):
        got = {kind: visitors.clients[kind].get(address).status_code for kind in KINDS}
    assert got == dict(row.statuses)


@pytest.mark.parametrize("name", [name for name in STUDIO if name not in UNGUARDED])
def test_posting_is_guarded_like_looking(visitors: Visitors, name: str) -> None:
    row = STUDIO[name]
    address = reverse(name, kwargs=visitors.fill(row))
    for kind in KINDS:
        answer = visitors.clients[kind].post(address, {})
        if row.statuses[kind] in (302, 403, 404):
            assert answer.status_code == row.statuses[kind], kind
        else:
            assert answer.status_code not in (403, 404, 500), kind
        if row.statuses[kind] == 302:
            assert answer["Location"].startswith("/accounts/login/"), kind


def test_everything_of_another_workspace_is_not_there(visitors: Visitors) -> None:
    """Ids of one workspace under the address of another that the reader may enter."""
    chief = visitors.clients["chief"]
    named = (
        "studio_person",
        "studio_merge",
        "studio_unmerge",
        "studio_mail",
        "studio_mail_html",
        "studio_member_remove",
    )
    for name in (*named, "studio_definition_rollback"):
        arguments = visitors.fill(STUDIO[name]) | {"workspace": visitors.desk.other.slug}
        assert chief.get(reverse(name, kwargs=arguments)).status_code == 404, name


def rows() -> dict[str, int]:
    """How many rows every table has, sessions aside (signing in made them)."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label != "sessions.Session"
    }


@pytest.mark.parametrize("name", TABLE)
def test_looking_changes_nothing(visitors: Visitors, name: str) -> None:
    """Only views, exposures, opens and clicks may be recorded by a GET."""
    row = TABLE[name]
    before = rows()
    with clock.at(NOW):
        for kind in KINDS:
            visitors.clients[kind].get(reverse(name, kwargs=visitors.fill(row)))
    changed = {label for label, count in rows().items() if count != before[label]}
    assert changed <= ({"events.Event"} if name in PUBLIC else set())


class Strict(HTMLParser):
    """Collects what a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        if tag == "style" or "style" in known:
            self.forbidden.append(f"style in <{tag}>")
        if tag == "script" and "src" not in known and known.get("type") != "application/json":
            self.forbidden.append("inline script")
        self.forbidden += [f"{key} in <{tag}>" for key in known if re.match(r"on|hx-on", key)]
        self.forbidden += [
            f"{value} in <{tag}>" for key, value in attributes if (value or "").startswith("javascript:")
        ]


def policy(answer: HttpResponse) -> dict[str, list[str]]:
    """The policy of an answer by directive."""
    parts = (part.split() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip())
    return {words[0]: words[1:] for words in parts}


@pytest.mark.parametrize("name", [name for name in TABLE if name not in FOREIGN_MARKUP])
def test_every_page_has_a_strict_policy_and_keeps_it(visitors: Visitors, name: str) -> None:
    row = TABLE[name]
    for kind in ("nobody", "owner", "sales"):
        with clock.at(NOW):
            answer = visitors.clients[kind].get(reverse(name, kwargs=visitors.fill(row)))
        if "text/html" not in answer.get("Content-Type", "") or answer.status_code in (301, 302, 405):
            continue
        rules = policy(answer)
        assert rules["script-src"] == rules["style-src"] == ["'self'"], kind
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == ["'none'"], kind
        reader = Strict()
        reader.feed(answer.content.decode())
        assert reader.forbidden == [], kind


def test_a_mail_is_shown_in_a_sandbox_where_nothing_runs(visitors: Visitors) -> None:
    answer = visitors.clients["owner"].get(
        reverse("studio_mail_html", kwargs=visitors.fill(STUDIO["studio_mail_html"]))
    )
    rules = policy(answer)
    assert rules["default-src"] == ["'none'"]
    assert "allow-scripts" not in rules["sandbox"]
    assert "allow-same-origin" not in rules["sandbox"]
    assert rules["frame-ancestors"] == ["'self'"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in answer.content.decode()


def test_somebody_not_signed_in_comes_back_to_where_they_wanted_to_go(visitors: Visitors) -> None:
    answer = visitors.clients["nobody"].get("/studio/roastery/people/?q=maija")
    assert answer["Location"] == "/accounts/login/?next=/studio/roastery/people/%3Fq%3Dmaija"


def test_staff_pages_are_not_kept_by_browsers_or_proxies(visitors: Visitors) -> None:
    answer = visitors.clients["owner"].get("/studio/roastery/people/")
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
