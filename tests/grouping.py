"""Which tests share a worker: those that share a server or a browser, so that it is started once."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Everything under one of these goes to the worker of that group; any other test goes where there is time.
TOGETHER = {
    "tests/browser/": "browser",
    "tests/config/test_collect.py": "collector",
    "tests/config/test_serve.py": "serve",
    "tests/architecture/test_roles.py": "roles",
    "tests/capture/imports/test_killed_import.py": "imports",
    "tests/crash/test_first_mail.py": "stand",
    # loops are compiled once, and found compiled by whoever comes later
    "tests/kernel/": "arithmetic",
    "tests/conformance/": "arithmetic",
    "tests/analysis/": "arithmetic",
}


class Grouping(LoadScopeScheduling):
    """Deals out single tests, and whole folders or files where setting up costs much."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for place, group in TOGETHER.items() if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Grouping:
    """The scheduler of a parallel run."""
    return Grouping(config, log)  # type: ignore[arg-type]
