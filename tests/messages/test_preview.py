"""A preview is the real message with a person's data, and looking at it does nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from suppilo.messages.models import Compiled, Outgoing
from suppilo.messages.queries import message_ids, preview
from tests.messages.test_sms import PURPOSES, SMS
from tests.messages.world import NOON, publish

pytestmark = pytest.mark.django_db


def test_it_speaks_the_persons_language_unless_another_is_asked_for(world):
    person = world.person("aino@example.org", language="fi", first_name="Aino")
    own = preview(world.workspace_id, message_id="guide_mail", person_id=person, language="", now=NOON)
    other = preview(world.workspace_id, message_id="guide_mail", person_id=person, language="en", now=NOON)
    assert (own.subject, other.subject) == ("Oppaasi", "Your guide, Aino")
    assert (own.recipient, own.language) == ("aino@example.org", "fi")
    assert not Outgoing.objects.exists()


def test_its_links_lead_nowhere_so_that_looking_changes_nothing(world):
    person = world.person("aino@example.org", consent="granted")
    for message in message_ids(world.workspace_id):
        found = preview(world.workspace_id, message_id=message, person_id=person, language="", now=NOON)
        links = re.findall(r"https?://[^/\s\"]+(/[tuc]/[^\s\"]+)", found.html + found.text)
        assert links
        for link in links:
            assert Client().get(link).status_code == 404
            assert Client().post(link).status_code in (404, 405)


def test_a_person_without_an_address_is_shown_one_that_stands_in(world):
    person = world.person(first_name="Aino")
    found = preview(world.workspace_id, message_id="guide_mail", person_id=person, language="", now=NOON)
    assert found.recipient == "somebody@example.com"
    assert preview(world.workspace_id, message_id="nothing", person_id=person, language="", now=NOON) is None


def test_a_text_message_tells_its_parts():
    shop = publish(messages=SMS, purposes=PURPOSES)
    person = shop.person("aino@example.org", language="fi")
    found = preview(shop.workspace_id, message_id="reminder", person_id=person, language="", now=NOON)
    assert (found.html, found.parts.parts, found.parts.alphabet) == ("", 1, "GSM-7")


def test_a_dead_link_is_told_instead_of_the_message():
    button = {"kind": "button", "label": "Buy", "link": "url", "url": "https://example.org/a"}
    shop = publish(messages={"mail": {"purpose": "service", "subject": "Hi", "blocks": [button]}})
    Compiled.objects.update(links=[{"kind": "nowhere", "target": "x", "label": "Buy"}])
    person = shop.person("aino@example.org")
    found = preview(shop.workspace_id, message_id="mail", person_id=person, language="", now=NOON)
    assert "nowhere" in found.problem and found.html == ""
