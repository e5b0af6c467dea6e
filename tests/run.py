"""The whole suite with its real parts: SQLite first, then PostgreSQL for everything that touches a database.

python -m tests.run [--long] [pytest arguments]
"""

from __future__ import annotations

import compileall
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.real_parts import chromium, postgresql

#: One more than there are processors: now and then a test waits for a process, a server or a browser, but each worker
#: reads all tests anew. On two processors the suite took 20 minutes with three of them, and 22 with four.
WORKERS = int(os.environ.get("SUPPILO_TEST_WORKERS") or len(os.sched_getaffinity(0)) + 1)
#: The database on each PostgreSQL server that others are copied from.
TEMPLATE = "suppilo_tables"
ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Answers the exit code; the last line adds up all runs."""
    is_long = "--long" in arguments
    rest = [word for word in arguments if word != "--long"]
    os.environ["SUPPILO_CHROMIUM"] = chromium.ensure()
    # A hundred processes start: what one of them has compiled, the next is to find.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in ("src", "tests"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    length = [] if is_long else ["-m", "not long"]
    here = [*rest, *length]
    there = [*rest, "-m", "not pure and not browser" + ("" if is_long else " and not long")]
    totals: dict[str, int] = {}
    with ExitStack() as servers, ThreadPoolExecutor(1) as meanwhile:
        made = meanwhile.submit(start, servers)
        worst = run("SQLite", here, {}, totals)
        urls = made.result()
        chosen = {
            "SUPPILO_DATABASE_URL": urls[0],
            "SUPPILO_TEST_SERVERS": " ".join(urls),
            "SUPPILO_TEST_TEMPLATE": TEMPLATE,
        }
        worst = max(worst, run("PostgreSQL", there, chosen, totals))
    print(", ".join(f"{totals.get(word, 0)} {word}" for word in ("passed", "failed", "skipped")), flush=True)
    return worst


def start(servers: ExitStack) -> list[str]:
    """A PostgreSQL server for each worker, all with the same tables; gives their addresses."""
    data = servers.enter_context(postgresql.with_tables(TEMPLATE))
    return [servers.enter_context(postgresql.server(data)) for _ in range(WORKERS)]


def run(title: str, arguments: list[str], environment: dict[str, str], totals: dict[str, int]) -> int:
    """One pytest run, shown as it goes; its closing line is added to `totals`."""
    print(f"\n== {title} ==", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        str(WORKERS),
        "--no-loadscope-reorder",
        "-ra",
        "--durations=15",
        *arguments,
    ]
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            closing = line if re.search(r"\b(passed|failed|error)", line) else closing
    for count, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", closing):
        key = "failed" if word.startswith("error") else word
        totals[key] = totals.get(key, 0) + int(count)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
