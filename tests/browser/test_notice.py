"""A message on the page in a real browser: once, closable by keyboard, stealing no focus, readable in both lights."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.watching import Watched, findings, picture
from tests.serving import environment_for, run_python, wait_for

pytestmark = [pytest.mark.browser]

#: A person's browser: one that says it has no head is a program, and gets no message.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
#: Two messages are put up for the newest visitor: one a view.
PUT_UP = """
from suppilo.foundation import clock
from suppilo.messages.operations import QueueItem, queue
from suppilo.people.models import Identifier
from suppilo.publishing.queries import running
from suppilo.team.queries import workspace_called
kaamos = workspace_called("kaamos").pk
person = Identifier.objects.filter(kind="visitor").latest("pk").person_id
items = [QueueItem(person_id=person, message_id="tasting", unique_key=day, context={"day": day})
         for day in ("Friday", "Sunday")]
queue(kaamos, version_id=running(kaamos).version_id, items=items, now=clock.now())
"""
UP = "from suppilo.messages.models import Notice\nprint(Notice.objects.filter(shown_at=None).count())"
CLOSED = "from suppilo.events.models import Event\nprint(Event.objects.filter(name='message_closed').count())"


def test_a_message_on_the_page_is_there_once_and_closes_by_keyboard(watched: Watched, roastery_home: Path) -> None:
    environment = environment_for(roastery_home, SUPPILO_BASE_URL=watched.address)
    page = watched.page(agent=AGENT)
    page.goto("/kaamos/guide")
    page.get_by_role("button", name="Yes").first.click()
    expect(page.locator("dialog.notice")).to_have_count(0)
    run_python(PUT_UP, environment)
    wait_for(lambda: run_python(UP, environment).strip() == "2", 30)
    page.goto("/kaamos/guide")
    notice = page.locator("dialog.notice")
    expect(notice).to_contain_text("Friday")
    assert page.evaluate("document.activeElement === document.body"), "focus stays where a new page has it"
    picture(page, "notice/light")
    # the same page, let axe in, in both lights
    twin = watched.browser.new_context(
        bypass_csp=True, storage_state=page.context.storage_state(), user_agent=AGENT, locale="en"
    ).new_page()
    twin.goto(f"{watched.address}/kaamos/guide")
    expect(twin.locator("dialog.notice")).to_contain_text("Sunday")
    for scheme in ("light", "dark"):
        twin.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour is on its way to another
        assert findings(twin) == []
        picture(twin, f"notice/axe-{scheme}")
    twin.context.close()
    page.get_by_role("button", name="Close this message").focus()
    page.keyboard.press("Enter")
    expect(notice).to_be_hidden()
    wait_for(lambda: run_python(CLOSED, environment).strip() == "1", 20)
    page.goto("/kaamos/guide")
    expect(page.locator("dialog.notice")).to_have_count(0)
