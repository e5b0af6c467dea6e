"""Opens and clicks at the desk: by whose they were, with the definition on the same page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from suppilo.foundation import clock, work
from suppilo.messages.models import Outgoing
from suppilo.messages.operations import QueueItem, note_reaction, queue
from suppilo.publishing.queries import running
from tests.studio.desk import NOW, lay, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/studio/roastery/messages/reactions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def test_opens_and_clicks_stand_apart_by_class_with_the_rules_below(client: Client) -> None:
    desk = lay()
    sign_in(client, desk.users["marketer"])
    assert "No mail was opened or followed yet." in client.get(PAGE).content.decode()
    version = running(desk.workspace.pk)
    assert version is not None
    item = QueueItem(person_id=desk.person, message_id="guide_mail", unique_key="one")
    with clock.at(NOW):
        queue(desk.workspace.pk, version_id=version.version_id, items=[item], now=NOW)
        row = Outgoing.objects.get(unique_key="one")
        for agent in (FIREFOX, "Mozilla/5.0 (via ggpht.com GoogleImageProxy)", FIREFOX):
            note_reaction(row.pk, "open", is_head=False, agent=agent, address="", now=NOW)
        work.run_due(NOW + timedelta(minutes=1), only=("reactions",))
    page = client.get(PAGE).content.decode()
    cells = page[page.index("<tbody>") : page.index("</tbody>")]
    numbers = [part.split("<")[0] for part in cells.split('class="number">')[1:]]
    assert numbers == ["0", "0", "0", "1", "1", "0"], "a mail opened twice by a person is one"
    assert "Gmail" in page and "https://www.scientiamobile.com/what-is-google-image-proxy/" in page
    assert page.index('href="#told"') < page.index('id="told"')
