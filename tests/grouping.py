"""Which tests share a worker: those that share a server or a browser, so that it is started once."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Everything under one of these goes to the worker of that group; any other test, and what has the group "", goes
#: where there is time.
TOGETHER = {
    "tests/crash/test_first_mail.py::test_a_thousand_histories": "",
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

#: What takes longest is begun first, so that the end of a run is many short tests and no worker is waited for.
LONG_FIRST = (
    "tests/browser/",
    "tests/kernel/",
    "tests/conformance/",
    "tests/analysis/",
    "tests/crash/",
    "tests/architecture/",
    "tests/config/",
    "tests/capture/imports/",
    "tests/funnels/test_settling_oracle.py",
    "tests/people/test_histories.py",
    "tests/segments/test_evaluators.py",
    "tests/segments/test_rebuild.py",
    "tests/events/store/",
    "tests/flows/",
    "tests/upgrade/",
    "tests/journeys/",
    # They ask what the arithmetic compiles: begun after it, they find it compiled.
    "tests/insights/",
    "tests/config/test_asking_commands.py",
    "tests/config/test_export_command.py",
)


class Grouping(LoadScopeScheduling):
    """Deals out single tests, and whole folders or files where setting up costs much."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for place, group in TOGETHER.items() if nodeid.startswith(place)), "") or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Grouping:
    """The scheduler of a parallel run."""
    return Grouping(config, log)  # type: ignore[arg-type]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a parallel run, the order in which work is dealt out."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    """The place in LONG_FIRST of the longest beginning of the test's name; behind all others without any."""
    places = [(len(at), place) for place, at in enumerate(LONG_FIRST) if nodeid.startswith(at)]
    return max(places)[1] if places else len(LONG_FIRST)
