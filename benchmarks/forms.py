"""Forms of the demo page, posted by many visitors at once, against looking at the same page.

    python benchmarks/forms.py [--people 200] [--at-once 16]

Starts `suppilo serve` on SQLite (or SUPPILO_DATABASE_URL) with a home of its own. Every visitor opens the page and
posts its form once, so each post makes a lead: person, submission, facts. Read the ratio; absolute rates are this
machine's.
"""

from __future__ import annotations

import argparse
import http.client
import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.server import opened_roastery

PAGE = "/kaamos/guide"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
Opened = tuple[dict[str, str], str]


def asked(place: str, method: str, body: str = "", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(place, timeout=60)
    connection.request(method, PAGE, body, {"User-Agent": BROWSER, **headers})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


def opened(place: str) -> Opened:
    """The hidden fields of a fresh form, and the cookie that goes with them."""
    status, headers, content = asked(place, "GET")
    assert status == 200, status
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', content.decode())
    return {name: unescape(value) for name, value in found}, str(headers["Set-Cookie"]).split(";")[0]


def posted(place: str, number: int, form: Opened) -> float:
    """Send a form; the seconds until its answer."""
    body = urlencode({**form[0], "email": f"visitor{number}@example.com"})
    kind = "application/x-www-form-urlencoded"
    started = time.perf_counter()
    status, _, _ = asked(place, "POST", body, **{"Content-Type": kind, "Cookie": form[1]})
    assert status == 302, status
    return time.perf_counter() - started


def main() -> None:
    """Print pages and forms a second and their ratio."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--people", type=int, default=200)
    words.add_argument("--at-once", type=int, default=16)
    given = words.parse_args()
    with opened_roastery(SUPPILO_FORM_SECONDS="0") as address, ThreadPoolExecutor(given.at_once) as pool:
        place = urlsplit(address).netloc
        list(pool.map(lambda _: opened(place), range(8)))
        started = time.perf_counter()
        forms = list(pool.map(lambda _: opened(place), range(given.people)))
        looked = given.people / (time.perf_counter() - started)
        started = time.perf_counter()
        taken = list(pool.map(lambda number: posted(place, number, forms[number]), range(given.people)))
        sent = given.people / (time.perf_counter() - started)
    parts = statistics.quantiles(taken, n=100)
    print(f"pages {looked:,.0f}/s  forms {sent:,.0f}/s  ratio {sent / looked:.2f}", end="  ")
    print(f"p50 {parts[49] * 1000:.0f} ms  p99 {parts[98] * 1000:.0f} ms ({given.at_once} at once)")


if __name__ == "__main__":
    main()
