"""A backup on SQLite, and what comes of it elsewhere."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from suppilo.config.backup import keys
from suppilo.config.backup.archive import Reader
from suppilo.config.backup.errors import BackupRefused
from tests.config.backup.processes import Place

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A backup, and what was true where it was made."""
    folder = tmp_path_factory.mktemp("backup")
    return folder / "all.backup", Place(folder / "home").does("live", folder / "all.backup")


def test_restored_elsewhere_it_answers_the_same_and_journeys_go_on(made: tuple[Path, dict], tmp_path: Path):
    path, before = made
    there = Place(tmp_path / "new").does("back", path)
    lost = there["before"]["messages"].index([1, "unknown", "restored"])
    there["before"]["messages"][lost] = [1, "sending", ""]
    assert {key: value for key, value in there["before"].items() if key != "waiting"} == {
        key: before[key] for key in there["before"] if key != "waiting"
    }
    assert sorted(there["delivered"]) == ["cecilia@example.com", "daniel@example.com"]
    assert [1, "unknown", "restored"] in there["after"]["messages"], "what was on the wire is not sent again"
    assert there["after"]["inside"] == [] and there["after"]["standing"] == {"lead": 4}


def test_a_place_that_holds_something_is_left_alone_unless_told(made: tuple[Path, dict], tmp_path: Path):
    path, _ = made
    there = Place(tmp_path / "new")
    there.does("older", tmp_path / "other.backup")
    before = (there.home / "suppilo.sqlite3").read_bytes()
    assert "--replace" in there.does("back", path)["refused"]
    assert (there.home / "suppilo.sqlite3").read_bytes() == before
    assert "delivered" in there.does("back", path, "replace")
    assert (there.home / "suppilo.sqlite3.before-restore").exists()


def test_the_world_outside_knows_the_restored_place(made: tuple[Path, dict], tmp_path: Path):
    path, before = made
    there = Place(tmp_path / "new")
    done = there.run(sys.executable, "-m", "suppilo", "restore", str(path))
    assert done.returncode == 0, done.stderr
    after = there.does("proofs")
    assert {name: after[name] for name in after} == {name: before[name] for name in after}
    assert after["modes"] == ["0o600"]
    assert there.does("leaves", before["link"]) == [200, 404]


def test_another_key_here_is_left_alone_unless_told_and_then_kept_beside(made: tuple[Path, dict], settings, tmp_path):
    settings.HOME = tmp_path
    own, more = tmp_path / "vapid" / "private.pem", tmp_path / "dkim" / "other.example" / "suppilo.pem"
    for file in (own, more):
        file.parent.mkdir(parents=True)
        file.write_text("another key")
    reader = Reader(made[0])
    with pytest.raises(BackupRefused, match=f"{own}.*--replace"):
        keys.fit(reader, replace=False)
    keys.fit(reader, replace=True)
    placed = keys.put(reader)
    assert (placed.aside, placed.stayed) == (("vapid/private.pem.before-restore",), ("dkim/other.example/suppilo.pem",))
    assert own.with_name("private.pem.before-restore").read_text() == "another key"
    assert own.read_text().startswith("-----BEGIN PRIVATE KEY") and more.read_text() == "another key"
    keys.fit(reader, replace=False)
    assert keys.put(reader).aside == (), "the same keys need nothing"


def test_a_backup_that_would_put_a_key_elsewhere_is_refused(made: tuple[Path, dict], settings, tmp_path: Path):
    settings.HOME, evil, place = tmp_path / "new", tmp_path / "evil.backup", "keys/vapid/../../out.pem"
    with zipfile.ZipFile(made[0]) as parts, zipfile.ZipFile(evil, "w") as to:
        for name in parts.namelist():
            content = parts.read(name).replace(b"keys/vapid/private.pem", place.encode())
            to.writestr(name.replace("keys/vapid/private.pem", place), content)
    for act in (lambda reader: keys.fit(reader, replace=True), keys.put):
        with pytest.raises(BackupRefused, match="out.pem leads out of the folder"):
            act(Reader(evil))
    assert not list(tmp_path.rglob("out.pem"))


def test_a_full_disk_is_not_told_as_a_damaged_backup(made: tuple[Path, dict]):
    reader = Reader(made[0])
    name = max(reader.manifest.members, key=lambda one: reader.manifest.members[one].size)
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(BackupRefused, match="No space left"):
        reader.extract(name, full)


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path):
    Place(tmp_path / "old").does("older", tmp_path / "newer.backup")
    said = Place(tmp_path / "new").does("back", tmp_path / "newer.backup")["refused"]
    assert "9999_from_the_future" in said and not (tmp_path / "new" / "files").exists()


@pytest.mark.parametrize("with_secret", [True, False])
def test_a_backup_of_the_first_format_is_restored_as_it_was_meant(made, tmp_path: Path, with_secret: bool):
    """It had no private keys, and the secret key only when asked for."""
    first, secret = tmp_path / "first.backup", keys.SECRET
    with zipfile.ZipFile(made[0]) as parts, zipfile.ZipFile(first, "w") as to:
        said = json.loads(parts.read("manifest.json"))
        kept = {
            name: part for name, part in said["members"].items()
            if not name.startswith("keys/") and (with_secret or name != secret)
        }  # fmt: skip
        del said["with_keys"], said["written"]
        for name in kept:
            to.writestr(name, parts.read(name))
        to.writestr("manifest.json", json.dumps(said | {"format": 1, "members": kept}))
    there = Place(tmp_path / "new")
    done = there.run(sys.executable, "-m", "suppilo", "restore", str(first), *([] if with_secret else ["--new-key"]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (there.home / "dkim").exists() and not (there.home / "vapid").exists()
    assert "bring dkim/, vapid/ and webhooks/" in done.stdout
    assert there.does("answers")["standing"] == made[1]["standing"]
    assert (there.does("proofs")["barred"] == made[1]["barred"]) is with_secret


def test_a_file_that_was_cut_off_or_altered_is_refused_and_named(made: tuple[Path, dict], tmp_path: Path):
    path, _ = made
    whole = path.read_bytes()
    cut, altered = tmp_path / "cut.backup", tmp_path / "altered.backup"
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(path) as parts:
        at = parts.getinfo("database.sqlite3").header_offset
    altered.write_bytes(whole[: at + 5_000] + bytes([whole[at + 5_000] ^ 0xFF]) + whole[at + 5_001 :])
    for file, part in ((cut, "cut.backup"), (altered, "database.sqlite3")):
        there = Place(tmp_path / file.stem)
        assert part in there.does("back", file)["refused"]
        with closing(sqlite3.connect(there.home / "suppilo.sqlite3")) as database:
            assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_backup_made_while_others_write_is_of_one_instant(tmp_path: Path):
    here = Place(tmp_path / "home")
    here.does("older", tmp_path / "first.backup")
    stop, written = threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(here.home / "suppilo.sqlite3", timeout=30)) as database:
            database.execute("CREATE TABLE one (n INTEGER, filler BLOB)")
            database.execute("CREATE TABLE other (n INTEGER)")
            while not stop.is_set():
                with database:
                    database.execute("INSERT INTO one VALUES (?, zeroblob(20000))", [len(written)])
                    database.execute("INSERT INTO other VALUES (?)", [len(written)])
                written.append(time.monotonic())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = here.run(sys.executable, "-m", "suppilo", "backup", "--without-keys", str(tmp_path / "second.backup"))
        ended = time.monotonic()
        time.sleep(0.2)
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    assert sum(at > ended for at in written) > 0 and len(written) > 50
    with zipfile.ZipFile(tmp_path / "second.backup") as parts:
        parts.extract("database.sqlite3", tmp_path)
        assert not [name for name in parts.namelist() if name.startswith(("secrets/", "keys/"))]
    assert "Private keys are not in it" in done.stdout
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as copy:
        assert copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
        one, other = (copy.execute(f"SELECT count(*), max(n) FROM {name}").fetchone() for name in ("one", "other"))
    assert one == other and one[0] < len(written)
