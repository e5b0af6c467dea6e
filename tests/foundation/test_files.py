"""A file is stored once under what is in it, whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from suppilo.foundation import files

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_the_same_bytes_are_stored_once_and_come_back(home: Path):
    digest = files.store(b"guide")
    assert digest == files.store(b"guide") == hashlib.sha256(b"guide").hexdigest()
    assert files.read(digest) == b"guide"
    assert len([path for path in home.rglob("*") if path.is_file()]) == 1


def test_an_unknown_digest_says_what_to_do():
    with pytest.raises(files.NoSuchFile, match="publish the definition again"):
        files.read("0" * 64)
    assert not files.has("0" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 63 + "/", "0" * 64 + "\n", "A" * 64])
def test_nothing_but_a_digest_names_a_file(digest: str):
    with pytest.raises(files.NoSuchFile):
        files.read(digest)
    assert not files.has(digest)


def test_a_disk_that_fails_leaves_nothing_half(home: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(_handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        files.store(b"guide")
    assert [path for path in home.rglob("*") if path.is_file()] == []
