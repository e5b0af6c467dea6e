"""Notifications in a real browser: asked for by a press, shown by the worker under its policy, followed and closed.

The push service itself is the one part that is not real: it is not reachable from here, so the browser is given a
subscription of our own, and what is pushed comes by the developer's protocol.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Worker, expect

from tests.browser.watching import Watched
from tests.providers.push_service import Tab

pytestmark = [pytest.mark.browser]

PAGE = "/kaamos/guide-sent"
#: A subscription as a browser keeps it, over page loads, until it is ended.
SUBSCRIBES = """(() => {
  const given = GIVEN;
  const found = () => sessionStorage.subscribed && {
    endpoint: given.endpoint, toJSON: () => given,
    options: {applicationServerKey: Uint8Array.from(JSON.parse(sessionStorage.subscribed)).buffer},
    unsubscribe: async () => delete sessionStorage.subscribed,
  };
  PushManager.prototype.getSubscription = async () => found() || null;
  PushManager.prototype.subscribe = async (wanted) => {
    if (!wanted.userVisibleOnly) throw new Error("must be visible");
    sessionStorage.subscribed = JSON.stringify([...wanted.applicationServerKey]);
    return found();
  };
})()"""
WATCHES = """() => {
  self.told = []; self.opened = [];
  const real = self.fetch.bind(self);
  self.fetch = (address, how) => real(address, how).then((said) => { self.told.push([address, said.status]); });
  clients.openWindow = async (address) => { self.opened.push(address); };
}"""
SHOWN = """() => self.registration.getNotifications().then((all) => all.map((one) =>
  [one.title, one.body, one.lang, one.tag, one.actions.map((each) => each.title)]))"""
ACTS = """async () => {
  const [one] = await self.registration.getNotifications();
  for (const action of ["", "open", "stop"]) {
    self.dispatchEvent(new NotificationEvent("notificationclick", {notification: one, action}));
  }
  self.dispatchEvent(new NotificationEvent("notificationclose", {notification: one}));
}"""


@pytest.fixture
def page(watched: Watched) -> Page:
    opened = watched.page()
    given = Tab("browser").subscribed()
    spelled = json.dumps({"endpoint": given.endpoint, "keys": {"p256dh": given.p256dh, "auth": given.auth}})
    opened.add_init_script(SUBSCRIBES.replace("GIVEN", spelled))
    opened.context.grant_permissions(["notifications"])
    # A headless Chromium says so, and programs are not let in.
    agent = opened.evaluate("navigator.userAgent").replace("Headless", "")
    opened.context.set_extra_http_headers({"User-Agent": agent})
    opened.goto(PAGE)
    return opened


def state(page: Page, name: str) -> None:
    expect(page.locator("form.push")).to_have_attribute("data-state", name)


def pushed(page: Page, content: dict[str, Any]) -> Worker:
    """Have the browser hand `content` to the page's worker, which is watched from then on."""
    protocol = page.context.new_cdp_session(page)
    registered: list[dict[str, Any]] = []
    protocol.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(told["registrations"]))
    protocol.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    [mine] = [one for one in registered if one["scopeURL"].endswith("/kaamos/")]
    [worker] = page.context.service_workers
    worker.evaluate(WATCHES)
    origin = page.evaluate("location.origin")
    about = {"origin": origin, "registrationId": mine["registrationId"], "data": json.dumps(content)}
    protocol.send("ServiceWorker.deliverPushMessage", about)
    return worker


def until(worker: Worker, name: str, many: int) -> list[Any]:
    """What was kept under `name` once there are so many of them; a few seconds at most."""
    return list(
        worker.evaluate(
            """async ([name, many]) => {
              for (let turn = 0; turn < 100 && self[name].length < many; turn++) {
                await new Promise((on) => setTimeout(on, 50));
              }
              return self[name];
            }""",
            [name, many],
        )
    )


def test_a_press_allows_what_comes_is_shown_followed_and_reported_and_a_press_ends_it(page: Page) -> None:
    state(page, "off")
    expect(page.get_by_role("button", name="Tell me in this browser")).to_be_visible()
    page.get_by_role("button", name="Tell me in this browser").click()
    state(page, "allowed")
    page.reload()
    state(page, "allowed")
    expect(page.get_by_text("Notifications are on in this browser.")).to_be_visible()

    here = page.evaluate("location.origin")
    link, leave, report = f"{here}/t/x", f"{here}/u/x", f"{here}/n/x"
    said = {"title": "Fresh", "body": "Come", "lang": "fi", "tag": "one", "link": link, "label": "See it"}
    worker = pushed(page, {**said, "stop": leave, "leave": "Unsubscribe", "report": report})
    assert until(worker, "told", 1) == [[f"{report}/shown", 404]]
    assert worker.evaluate(SHOWN) == [["Fresh", "Come", "fi", "one", ["See it", "Unsubscribe"]]]
    worker.evaluate(ACTS)
    assert until(worker, "opened", 3) == [link, link, leave]
    assert until(worker, "told", 2)[1] == [f"{report}/closed", 404]
    assert (
        worker.evaluate("() => fetch('https://example.org/').then(() => 'out', (error) => error.name)") == "TypeError"
    )

    page.get_by_role("button", name="Stop notifications here").click()
    state(page, "off")
    page.reload()
    state(page, "off")


def test_where_notifications_are_blocked_the_page_says_so_and_asks_nothing(watched: Watched) -> None:
    page = watched.page(size="phone", scheme="dark", language="fi")
    page.add_init_script("Object.defineProperty(Notification, 'permission', {get: () => 'denied'})")
    page.goto(PAGE)
    state(page, "blocked")
    expect(page.get_by_text("Tämä selain estää ilmoitukset täältä.")).to_be_visible()
    expect(page.locator("form.push button:visible")).to_have_count(0)
    assert watched.axe(page) == []
