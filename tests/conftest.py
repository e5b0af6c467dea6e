"""What every test shares: the real database chosen by SUPPILO_DATABASE_URL, and no silent skips in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.emptying import emptied
from tests.prepared import migrated

# How long something takes on a busy machine is no finding.
settings.register_profile("suppilo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suppilo")

#: The one reason for which a test may be left out in CI.
ALLOWED_SKIP = "real data"


#: Rooms that know no database: their tests are not even read a second time.
PURE_ROOMS = ("kernel", "conformance", "analysis", "charts", "browser")


def _on_postgresql() -> bool:
    return os.environ.get("SUPPILO_DATABASE_URL", "").startswith("postgres")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Spares the PostgreSQL run of the whole suite what it would leave out test by test."""
    is_left_out = "not pure" in str(config.getoption("markexpr")) and collection_path.parent.name == "tests"
    return True if is_left_out and collection_path.name in PURE_ROOMS else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database: it has its turn in the other run.

    A large import of real data (`long_on_postgresql`) runs on SQLite each time.
    """
    other = "sqlite" if _on_postgresql() else "postgresql"
    for item in items:
        if _on_postgresql() and item.get_closest_marker("long_on_postgresql"):
            item.add_marker(pytest.mark.long)
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What lies at the place of the test database is taken: on SQLite the copy below."""
    return connections["default"].vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Tables are made once for all workers; each begins with a copy of them."""
    database = connections["default"]
    if database.vendor == "sqlite":
        migrated(Path(database.settings_dict["TEST"]["NAME"]))
        # As on PostgreSQL: what a test process has written need not outlive the machine.
        database.settings_dict["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    elif prepared := os.environ.get("SUPPILO_TEST_TEMPLATE"):
        database.settings_dict["TEST"]["TEMPLATE"] = prepared


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """After a test that commits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: emptied())
        yield


@pytest.fixture(autouse=True)
def _no_store_of_an_earlier_test() -> None:
    """Event stores are derived from a log that each test begins anew."""
    shutil.rmtree(Path(os.environ["SUPPILO_HOME"]) / "store", ignore_errors=True)


@pytest.fixture(autouse=True)
def _one_language_for_each_test() -> Iterator[None]:
    """A page asked for in Swedish leaves the thread speaking Swedish: the next test is not to hear it."""
    before = translation.get_language()
    yield
    if translation.get_language() != before:
        translation.activate(before or "en")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a missing real part is a failure, not a skip."""
    outcome = yield
    report = outcome.get_result()
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if ALLOWED_SKIP not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped in CI: {reason}"


class _Telling:
    """Names a failure when it happens: a run that is cut off has said what it met."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self.terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One line; the whole story follows at the end."""
        if report.failed:
            self.terminal.write_line(f"\nFAILED ({report.when}) {report.nodeid}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Only the process that writes to the terminal tells."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Telling(terminal), "telling")
