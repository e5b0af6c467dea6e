"""Where a test process lives: read before anything else (`-p tests.home`), for settings are read once.

Each worker of a parallel run has a home of its own, for files and locks belong to its database; and a PostgreSQL
server of its own, for an open transaction anywhere on a server holds back the readers of the log everywhere on it.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile

import pytest

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker or "SUPPILO_HOME" not in os.environ:
    os.environ["SUPPILO_HOME"] = tempfile.mkdtemp(prefix="suppilo-test-")
if "SUPPILO_TEST_PREPARED" not in os.environ:  # what the tests begin with, made once for all workers
    os.environ["SUPPILO_TEST_PREPARED"] = tempfile.mkdtemp(prefix="suppilo-prepared-")
    atexit.register(shutil.rmtree, os.environ["SUPPILO_TEST_PREPARED"], ignore_errors=True)
_servers = os.environ.get("SUPPILO_TEST_SERVERS", "").split()
if _worker and _servers:
    os.environ["SUPPILO_DATABASE_URL"] = _servers[int(_worker.removeprefix("gw")) % len(_servers)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("SUPPILO_TEST_PAYMENTS", "1")
# Hundreds of modules come to stay: looking through them for rubbish, again and again, is a tenth of the time.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What has been loaded stays; from here on rubbish is looked for among what tests make."""
    gc.freeze()
    gc.enable()
    atexit.register(gc.unfreeze)  # DuckDB tells the terminal what it finds alive at the end
