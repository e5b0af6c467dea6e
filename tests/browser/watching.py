"""Pages that are watched: console, policy, accessibility, pictures."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_core_python
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.serving import ROOT

AXE = Path(axe_core_python.__path__[0]) / "axe.min.js"
PICTURES = ROOT / "test-results"
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
#: Chromium's remark about forms for a new password; the page has the field it asks for where it can.
HARMLESS = ("[DOM] ",)


class Desk:
    """The way into the studio."""

    @staticmethod
    def sign_in(browser: Browser, address: str, email: str, password: str) -> Path:
        """Sign in once; answers a file with what the browser then knows."""
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit]")
        page.wait_for_url("**/studio/**")
        state = Path(tempfile.mkdtemp()) / "state.json"
        context.storage_state(path=state)
        context.close()
        return state


@dataclass
class Watched:
    """Opens contexts and keeps what Chromium complains about."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self,
        *,
        language: str = "en",
        size: str = "desk",
        scheme: str = "light",
        javascript: bool = True,
        state: Path | None = None,
        agent: str | None = None,
    ) -> Page:
        """A page of its own visitor."""
        context = self.browser.new_context(
            base_url=self.address,
            locale=language,
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            storage_state=state,
            user_agent=agent,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(HARMLESS):
            self.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _failed(self, request: Any) -> None:
        # A poll that was under way when the page was left is no failure.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{request.url}: {request.failure}")

    def axe(self, page: Page) -> list[str]:
        """Serious findings on the page's address, seen by the same visitor in a page that lets axe in."""
        state = page.context.storage_state()
        languages = page.evaluate("navigator.languages") if self._runs(page) else ["en"]
        context = self.browser.new_context(bypass_csp=True, storage_state=state, locale=languages[0])
        try:
            twin = context.new_page()
            twin.goto(page.url)
            return findings(twin)
        finally:
            context.close()

    @staticmethod
    def _runs(page: Page) -> bool:
        try:
            return bool(page.evaluate("1"))
        except Exception:
            return False

    def close(self) -> None:
        """Close every page."""
        for context in self.contexts:
            context.close()


#: Only what is wrong is gathered, and only what is serious comes back: the lists of all that is well are megabytes.
SERIOUS = """axe.run({resultTypes: ["violations"]}).then((found) => found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`)))"""


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical: rule, and where."""
    page.add_script_tag(path=str(AXE))
    return [f"{page.url}: {found}" for found in page.evaluate(SERIOUS)]


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like."""
    path = PICTURES / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path), full_page=True)
