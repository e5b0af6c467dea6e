"""Keys lie where a backup looks for them, whole, and readable by their owner only."""

from __future__ import annotations

from pathlib import Path

import pytest

from suppilo.foundation import keyfiles

ROOMS = Path(keyfiles.__file__).parent.parent


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


def test_a_key_is_written_once_for_its_owner_and_found_again(home):
    file = home / "webhooks" / "1" / "hooks.example" / "1.secret"
    for content in (b"first", b"second"):
        keyfiles.write_once(file, content)
    assert file.read_bytes() == b"first" and list(keyfiles.all_files()) == [file]
    modes = [oct(one.stat().st_mode & 0o777) for one in (file, *list(file.parents)[:3])]
    assert modes == ["0o600", "0o700", "0o700", "0o700"]
    file.rename(file.with_name(f"1.secret{keyfiles.ASIDE}-2"))
    assert list(keyfiles.all_files()) == []


@pytest.mark.parametrize("place", ["private.pem", "tokens/x.pem", "vapid/../x.pem", "../vapid/x.pem"])
def test_a_key_that_no_backup_would_find_cannot_be_written(home, place):
    with pytest.raises(keyfiles.NoPlaceForKeys):
        keyfiles.write_once(home / place, b"key")
    assert not list(home.parent.rglob("*.pem"))


@pytest.mark.pure
def test_private_keys_are_put_on_the_disk_in_one_place_of_the_code_only():
    """Whoever turns a private key into bytes hands them to `write_once`."""
    writers = [path for path in ROOMS.rglob("*.py") if "private_bytes(" in path.read_text()]
    assert writers and all("keyfiles.write_once(" in path.read_text() for path in writers)
