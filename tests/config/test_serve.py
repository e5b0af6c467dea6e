"""`suppilo serve` keeps web and worker running, tells where it is, and ends when told to."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.prepared import migrated
from tests.serving import ROOT, Served, environment_for, serving, suppilo, wait_for

pytestmark = [pytest.mark.crash, pytest.mark.pure]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    with serving(environment_for(tmp_path_factory.mktemp("serve"))) as running:
        yield running


def test_a_first_run_migrates_and_answers(served: Served):
    assert served.send("GET", "/healthz").body == b"ok\n"
    assert served.send("GET", "/accounts/login/").status == 200
    assert suppilo("migrate", environment=served.environment).stdout.strip() == "The database is up to date."


def test_a_killed_web_comes_back_and_visitors_meanwhile_wait_instead_of_being_refused(served: Served):
    before = served.pid("web")
    assert served.kill("web")
    assert served.send("GET", "/healthz").status == 200
    assert served.pid("web") not in (None, before)


def heartbeats(served: Served) -> list[str]:
    with closing(sqlite3.connect(served.home / "suppilo.sqlite3", timeout=20)) as database:
        return [row[0] for row in database.execute("select name from foundation_heartbeat")]


def test_a_killed_worker_comes_back_and_writes_its_heartbeat(served: Served):
    before = wait_for(lambda: served.pid("worker"), 120)
    assert served.kill("worker")
    # the killed one may be seen for a moment more
    after = wait_for(lambda: next((pid for pid in (served.pid("worker"),) if pid != before), None), 120)
    wait_for(lambda: any(name.endswith(f":{after}") for name in heartbeats(served)), 120)


def test_headers_that_pass_for_others_do_not_reach_django(served: Served):
    # With an underscore it would become the same WSGI name as the true one.
    answer = served.send("GET", "/accounts/login/", headers={"X_Forwarded_Host": "evil.example", "HOST_": "x"})
    assert answer.status == 200


def test_a_foreign_host_is_refused(served: Served):
    assert served.send("GET", "/accounts/login/", headers={"Host": "evil.example"}).status == 400


def test_a_stop_ends_both_children_and_the_command(tmp_path: Path):
    migrated(tmp_path / "suppilo.sqlite3")
    with serving(environment_for(tmp_path)) as running:
        children = [wait_for(lambda role=role: running.pid(role), 120) for role in ("web", "worker")]
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(90) == 0
        assert not any(psutil.pid_exists(pid) for pid in children)


def test_children_of_a_killed_supervisor_end_by_themselves(tmp_path: Path):
    migrated(tmp_path / "suppilo.sqlite3")
    with serving(environment_for(tmp_path)) as running:
        children = [wait_for(lambda role=role: running.pid(role), 120) for role in ("web", "worker")]
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait()
        wait_for(lambda: not any(psutil.pid_exists(pid) for pid in children), 120)


def test_no_worker_runs_only_the_web(tmp_path: Path):
    migrated(tmp_path / "suppilo.sqlite3")
    with serving(environment_for(tmp_path), "--no-worker") as running:
        assert running.pid("web") and running.pid("worker") is None


def test_a_taken_port_is_said_with_the_remedy(served: Served):
    port = served.address.rsplit(":", 1)[1]
    answer = suppilo("serve", "--port", port, environment=served.environment)
    assert answer.returncode == 1
    assert "--port" in answer.stderr


def test_a_worker_refuses_a_database_that_is_older_than_the_program(tmp_path: Path):
    answer = suppilo("worker", environment=environment_for(tmp_path))
    assert answer.returncode == 1
    assert "suppilo migrate" in answer.stderr


def test_two_first_runs_at_once_migrate_once(tmp_path: Path):
    environment = environment_for(tmp_path)
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "suppilo", "migrate"], env=environment, cwd=ROOT, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    told = [process.communicate()[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sum("up to date" in one for one in told) == 1
