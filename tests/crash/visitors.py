"""Visitors with patience: each opens the page, fills in its form, and posts it again until an answer comes."""

from __future__ import annotations

import http.client
import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from tests.prepared import begun, migrated
from tests.serving import ROOT, Answer, Served, environment_for, suppilo

TEMPLATE = ROOT / "src/suppilo/definition/templates/coffee_roaster"
PAGE = "/kaamos/guide"
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def open_roastery(environment: dict[str, str]) -> None:
    """A place in whose workspace `kaamos` the demo definition runs."""
    begun(Path(environment["SUPPILO_HOME"]), "roastery", _apply)


def _apply(home: Path) -> None:
    shutil.copytree(TEMPLATE, home / "definition")
    migrated(home / "suppilo.sqlite3")
    for words in (
        ("workspace", "add", "kaamos", "--name", "Kaamos Paahtimo"),
        ("apply", str(home / "definition"), "--yes"),
    ):
        done = suppilo(*words, environment=environment_for(home))
        assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Visitor:
    """One person with an address of their own."""

    number: int
    served: Served
    fields: dict[str, str] = field(default_factory=dict)
    cookies: str = ""
    answers: list[int] = field(default_factory=list)
    posts: int = 0

    @property
    def email(self) -> str:
        """Their address."""
        return f"visitor{self.number}@example.com"

    def open_page(self) -> None:
        """Look at the page and keep its form's hidden fields, as a browser does."""
        answer = self.served.insist("GET", PAGE)
        assert answer.status == 200, answer.body[-2000:]
        self.fields = {name: unescape(value) for name, value in _INPUT.findall(answer.body.decode())}
        self.cookies = answer.headers.get("set-cookie", "").split(";")[0]
        assert {"form", "form_token", "form_shown", "csrfmiddlewaretoken"} <= set(self.fields), self.fields

    def post(self) -> Answer:
        """Send the form; without an answer, or with one that says "later", send the very same again."""
        body = urlencode({**self.fields, "email": self.email})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookies}
        until = time.monotonic() + 300
        while time.monotonic() < until:
            self.posts += 1
            try:
                answer = self.served.send("POST", PAGE, body, headers, timeout=120)
            except (OSError, http.client.HTTPException):
                continue
            self.answers.append(answer.status)
            if answer.status < 500:
                return answer
        raise AssertionError(f"visitor {self.number} got no answer; before: {self.answers}")


def everybody(visitors: list[Visitor]) -> None:
    """All open the page, some at a time, and then all post at the very same moment."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Visitor.open_page, visitors))
    time.sleep(1.1)  # a person needs longer than a second to fill in a form
    start = threading.Barrier(len(visitors))
    wrong: list[str] = []

    def go(visitor: Visitor) -> None:
        start.wait()
        try:
            answer = visitor.post()
            if answer.status != 302:
                wrong.append(f"visitor {visitor.number}: {answer.status} {answer.body[-300:]!r}")
        except AssertionError as error:
            wrong.append(str(error))

    threads = [threading.Thread(target=go, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, (len(wrong), wrong[:3])
