"""A real server with the demo business, and a real Chromium that notices what goes wrong in it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.shop import Shop, open_shop
from tests.browser.watching import Desk, Watched
from tests.prepared import migrated
from tests.real_parts import chromium
from tests.serving import ROOT, environment_for, run_python, serving, suppilo

TEMPLATE = ROOT / "src/suppilo/definition/templates/coffee_roaster"
PASSWORD = "northern light 7"
#: Who works at the desk, and as what. A language chosen there is kept for the user, so whoever chooses is alone.
DESKS = {"owner": "owner", "chooser": "owner", "analyst": "analyst"}
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    expect.set_options(timeout=30_000)  # how long something takes on a busy machine is no finding
    with sync_playwright() as playwright:
        path = os.environ.get("SUPPILO_CHROMIUM") or chromium.ensure()
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    """Another website of the business."""
    with open_shop() as opened:
        yield opened


@pytest.fixture(scope="session")
def roastery_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where that server keeps all it has."""
    return tmp_path_factory.mktemp("roastery")


@pytest.fixture(scope="session")
def roastery(roastery_home: Path, shop: Shop) -> Iterator[str]:
    """The address of a server on which the demo definition runs in the workspace `kaamos`.

    Without quiet hours: a test does not wait until the morning for a letter. It has a message for pages as well.
    """
    home = roastery_home
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = environment_for(home, SUPPILO_BASE_URL=address, SUPPILO_TEST_PAYMENTS="1")
    folder = home / "definition"
    shutil.copytree(TEMPLATE, folder)
    business = folder / "business.yaml"
    lines = business.read_text().splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("quiet_hours:"))
    business.write_text(kept.replace("  privacy_url:", f"  sites: [{shop.address}]\n  privacy_url:") + ON_THE_PAGE)
    migrated(home / "suppilo.sqlite3")
    for words in (("workspace", "add", "kaamos", "--name", "Kaamos Paahtimo"), ("apply", str(folder), "--yes")):
        done = suppilo(*words, environment=environment)
        assert done.returncode == 0, done.stdout + done.stderr
    run_python(f"DESKS, PASSWORD = {DESKS}, {PASSWORD!r}\n{PAST}", environment)
    with serving(environment, "--port", str(port)) as served:
        yield served.address


def _alike(text: str) -> str:
    """The same words in every language of the business."""
    return "{" + ", ".join(f'{code}: "{text}"' for code in ("en", "fi", "da", "nb", "sv")) + "}"


ON_THE_PAGE = f"""
messages:
  tasting:
    channel: onsite
    text: {_alike("{{ cause.day | default: 'Today' }}: a tasting in the roastery.")}
    blocks:
      - {{kind: button, label: {_alike("See it")}, link: url, url: "https://example.org/tasting"}}
"""
#: Who works here, and somebody who has been here before, so that no page of the desk is empty.
PAST = """
from datetime import timedelta
from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock
from suppilo.people.operations import identify, record_consent, set_attributes
from suppilo.team.operations import add_member, create_user
from suppilo.team.queries import workspace_called
for name, role in DESKS.items():
    user = create_user(email=f"{name}@kaamos.example", password=PASSWORD, name="")
    add_member(workspace=workspace_called("kaamos"), user=user, role=role)
kaamos, now = workspace_called("kaamos").pk, clock.now()
then = now - timedelta(days=3)
maija = identify(kaamos, identifiers={"email": "maija@example.fi"}, at=then, now=now, language="fi", country="FI",
                 zone="Europe/Helsinki").person_id
set_attributes(kaamos, maija, {"first_name": "Maija"}, at=then, now=now, types={"first_name": "text"})
record_consent(kaamos, maija, "newsletter", "email", "granted", at=then, now=now, source="form guide_form",
               origin="import", proof={"text": "Yes, send me the letter."})
record(kaamos, [
    NewFact(name="form_submitted", person_id=maija, at=then, properties={"form": "guide_form"}, origin="import"),
    NewFact(name="magnet_opened", person_id=maija, at=now, properties={"offer": "brewing_guide"}, origin="import"),
])
"""


@pytest.fixture(scope="session")
def signed_in(browser: Browser, roastery: str) -> dict[str, Path]:
    """What a browser knows after signing in, by name."""
    return {name: Desk.sign_in(browser, roastery, f"{name}@kaamos.example", PASSWORD) for name in DESKS}


@pytest.fixture
def watched(browser: Browser, roastery: str) -> Iterator[Watched]:
    """Opens pages and fails the test for any console error or violation of the policy."""
    watcher = Watched(browser, roastery)
    yield watcher
    watcher.close()
    assert watcher.complaints == []
