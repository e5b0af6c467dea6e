"""Takes pictures of the explorer on a real shop's log and on the demo, on a desk and on a phone, light and dark.

    python tools/explorer_pictures.py FOLDER [--home HOME] [--only WORDS] [--docs]

Brings REES46 in as docs/how-to/explore.md says ($SUPPILO_DATA/rees46, default ../shared/data/rees46) and sets up the
demo, in a home of its own; `--home` keeps that home, so that the next run finds both there. The server is asked for the
answers first: where they are not the known ones, no picture is taken. `--only` takes those whose file name matches.
`--docs` also writes the pictures of the documentation. Needs the extra `dev` and a Chromium ($SUPPILO_CHROMIUM, default
/usr/bin/chromium).
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SUPPILO_DATA", ROOT.parent / "shared/data")) / "rees46/2019-Oct-first-rows.csv"
EXAMPLE, PICTURES = ROOT / "docs/examples/rees46", ROOT / "docs/pictures"
EMAIL, PASSWORD = "pictures@rees46.example", "a picture says more"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WALK = "s=view&s=cart&s=purchase&w=7d"
#: What each picture asks of the shop.
SHOP = {
    "funnel": WALK,
    "sessions": f"{WALK}&u=session",
    "breakdown": f"{WALK}&b=brand",
    "trend": f"{WALK}&t=day",
    "time": "s=view&s=purchase&w=7d",
    "paths": "a=paths&s=view&s=purchase&w=7d",
    "cohorts": "a=retention&s=view&g=day",
    "dropped": f"{WALK}&step=2",
}
#: What each picture asks of the demo; nothing asked is its funnel's own stages.
DEMO = {
    "funnel": "",
    "trend": "t=week",
    "cohorts": "a=retention&s=form_submitted&s=message_clicked",
    "paths": "a=paths&s=form_submitted&max=5&gap=1d&pc=every",
    "attribution": "a=attribution&s=order_paid&y=amount&k=time_decay&hl=3d",
}
#: The answers that are known: [people], [sessions].
KNOWN = {"funnel": ["4505", "111", "62"], "sessions": ["5066", "118", "65"]}
#: Picture of the documentation: workspace, question, language, colours, size, and what it begins with.
DOCS: dict[str, tuple[str, str, str, str, dict[str, int], str]] = {
    "explorer-funnel": ("rees46", SHOP["funnel"], "en", "light", {"width": 1180, "height": 1248}, "main"),
    "explorer-cohorts": (
        "kaamos",
        DEMO["cohorts"],
        "en",
        "dark",
        {"width": 1280, "height": 660},
        "section .heat-table",
    ),
    "explorer-phone": ("rees46", SHOP["sessions"], "fi", "light", PHONE, "section .funnel-figure"),
}


def main() -> int:
    """Set up, ask, take; answers the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--only", default="", help="a regular expression")
    parser.add_argument("--docs", action="store_true")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as fresh:
        home = chosen.home or Path(fresh)
        set_up(home)
        with served(home) as address, sync_playwright() as playwright:
            path = os.environ.get("SUPPILO_CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            check(browser, address)
            take_all(browser, address, chosen.folder, chosen.only)
            if chosen.docs:
                take_docs(browser, address)
            browser.close()
    return 0


def suppilo(home: Path, *words: str) -> str:
    """Run a command in that home."""
    environment = {**os.environ, "SUPPILO_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "suppilo", *words]
    return subprocess.run(command, env=environment, check=True, text=True, stdout=subprocess.PIPE).stdout


def set_up(home: Path) -> None:
    """The demo and the real shop, unless they are there."""
    home.mkdir(parents=True, exist_ok=True)
    if (done := home / "pictures_are_ready").exists():
        return
    suppilo(home, "demo", "--visitors", "2000")
    suppilo(home, "workspace", "add", "rees46", "--name", "REES46 shop", "--zone", "UTC", "--currency", "USD")
    suppilo(home, "apply", str(EXAMPLE / "definition"), "-w", "rees46", "--yes")
    suppilo(home, "import", str(DATA), "--mapping", str(EXAMPLE / "mapping.yaml"), "-w", "rees46")
    words = home / "pictures_password"
    words.write_text(PASSWORD, encoding="utf-8")
    for workspace in ("rees46", "kaamos"):
        role = ("--role", "owner", "-w", workspace, "--password-file", str(words))
        suppilo(home, "user", "add", "--email", EMAIL, *role)
    done.touch()


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a server over that home, ended afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "SUPPILO_HOME": str(home), "SUPPILO_BASE_URL": address}
    command = [sys.executable, "-m", "suppilo", "serve", "--port", str(port)]
    with (home / "pictures.log").open("w") as log, subprocess.Popen(command, env=environment, stdout=log) as process:
        try:
            wait_for(address)
            yield address
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    """Until it answers, at most two minutes."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/accounts/login/"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise SystemExit(f"nothing answers at {address}")


def opened(browser: Browser, address: str, size: Any, colours: Any = "light", language: str = "en") -> Page:
    """A page of somebody who has signed in and reads that language."""
    context = browser.new_context(base_url=address, viewport=size, color_scheme=colours, locale=language)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/studio/**")
    return page


def show(page: Page, workspace: str, query: str) -> None:
    """Ask, and wait until the answer is there (the first one after a start compiles)."""
    part = "explore/people/" if "step=" in query else "explore/"
    page.goto(f"/studio/{workspace}/{part}?{query}")
    for _ in range(60):
        if not page.locator("#answer [hx-trigger]").count():
            return
        page.wait_for_timeout(3000)
        page.reload()
    raise SystemExit(f"no answer: {query}")


def check(browser: Browser, address: str) -> None:
    """The known answers, as the page writes them."""
    page = opened(browser, address, DESK)
    for name, known in KNOWN.items():
        show(page, "rees46", SHOP[name])
        cells = page.locator("section:has(#sheet-steps) tbody tr td:nth-child(2)").all_inner_texts()
        found = [re.sub(r"\D", "", cell) for cell in cells]
        print(f"{name}: {', '.join(found)}")
        if found != known:
            raise SystemExit(f"{name}: expected {known}, the page says {found}")
    page.context.close()


def take_all(browser: Browser, address: str, folder: Path, only: str) -> None:
    """Every question at both sizes: on a desk in light, on a phone in dark; the first of each in the other as well."""
    asked = [("rees46", *one) for one in SHOP.items()] + [("kaamos", *one) for one in DEMO.items()]
    takes = [(DESK, "light", "en", asked), (PHONE, "dark", "en", asked), (DESK, "dark", "fi", asked[:2])]
    takes += [(PHONE, "light", "fi", [*asked[:2], *asked[-2:]])]
    for size, colours, language, some in takes:
        page = opened(browser, address, size, colours, language)
        for workspace, name, query in some:
            path = folder / f"{workspace}-{name}-{size['width']}-{colours}-{language}.png"
            if not re.search(only, path.name):
                continue
            show(page, workspace, query)
            page.screenshot(path=path, full_page=True)
            print(path.name, flush=True)
        page.context.close()


def take_docs(browser: Browser, address: str) -> None:
    """The pictures of the documentation: numbers only, nobody's name."""
    for name, (workspace, query, language, colours, size, part) in DOCS.items():
        page = opened(browser, address, size, colours, language)
        show(page, workspace, query)
        path = PICTURES / f"{name}.png"
        page.locator(part).first.evaluate("one => (one.closest('section') || document.body).scrollIntoView()")
        page.screenshot(path=path)
        print(path.name, path.stat().st_size, flush=True)
        page.context.close()


if __name__ == "__main__":
    sys.exit(main())
