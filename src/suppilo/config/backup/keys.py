"""Private keys in a backup: taken along, held against those that are here, and put in place beside them."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from suppilo.config.backup.archive import Reader, Writer
from suppilo.config.backup.errors import BackupRefused
from suppilo.config.backup.manifest import fingerprint
from suppilo.foundation import keyfiles

SECRET = "secrets/secret_key"  # noqa: S105 - the name of a part
FOLDER = "keys/"


@dataclass(frozen=True)
class Placed:
    """What became of keys, by their places below the home.

    `aside` were here and made room for the backup's, `stayed` are here and not in the backup. `is_elsewhere` says that
    the environment sets another secret key than the backup's.
    """

    aside: tuple[str, ...]
    stayed: tuple[str, ...]
    is_elsewhere: bool


def is_set_outside() -> bool:
    """Whether the secret key comes from the environment, whose matter it then is."""
    return bool(os.environ.get("SUPPILO_SECRET_KEY") or os.environ.get("SUPPILO_SECRET_KEY_FILE"))


def pack(writer: Writer, folder: Path) -> dict[str, int]:
    """Add every key, and the secret key unless the environment sets it, by way of the temporary `folder`.

    Answers when each was written (nanoseconds since 1970): of several keys of a domain the newest signs. Raises
    BackupRefused, naming the file that cannot be read.
    """
    written = {}
    for path in keyfiles.all_files():
        name = f"{FOLDER}{keyfiles.relative(path).as_posix()}"
        try:
            with suppress(FileNotFoundError):  # taken back meanwhile
                written[name] = path.stat().st_mtime_ns
                writer.add(name, path)
        except OSError as error:
            words = _("{path} cannot be read ({said}): a backup without this key would not be whole.")
            raise BackupRefused(words.format(path=path, said=error.strerror)) from error
    if not is_set_outside():
        secret = folder / "secret_key"
        secret.touch(mode=0o600)
        secret.write_text(settings.SECRET_KEY, encoding="utf-8")
        writer.add(SECRET, secret)
    return written


def fit(reader: Reader, *, replace: bool) -> None:
    """Raises BackupRefused when other keys are here in the places of the backup's, unless they are to be replaced."""
    others = [place for name, place in _parts(reader) if place.exists() and not _is_same(reader, name, place)]
    if others and not replace:
        words = _(
            "Another key is here already, {path}: add --replace to put the backup's in its place (it is kept beside)."
        )
        raise BackupRefused(words.format(path=others[0]))


def put(reader: Reader) -> Placed:
    """Put every key in its place, readable by its owner only; one that differs is kept beside as ….before-restore."""
    aside, known = [], set()
    for name, place in _parts(reader):
        known.add(place)
        if place.exists() and _is_same(reader, name, place):
            place.chmod(0o600)
            continue
        if place.exists():
            aside.append(_kept_beside(place))
        content = io.BytesIO()
        reader.extract(name, content)
        part = keyfiles.write_part(place, content.getvalue())
        at = reader.manifest.written.get(name, part.stat().st_mtime_ns)
        os.utime(part, ns=(at, at))
        part.replace(place)
    stayed = [_spelled(path) for path in keyfiles.all_files() if path not in known]
    return Placed(tuple(map(_spelled, aside)), tuple(stayed), _put_secret(reader))


def _put_secret(reader: Reader) -> bool:
    """Put the secret key where it is read from; answers whether another one is set in the environment."""
    if SECRET not in reader.manifest.members or reader.manifest.key == fingerprint():
        return False
    path = Path(settings.HOME) / "secret_key"
    part = path.with_name(".secret_key")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        reader.extract(SECRET, file)
    if path.exists():
        _kept_beside(path)
    part.replace(path)
    return is_set_outside()


def _parts(reader: Reader) -> Iterator[tuple[str, Path]]:
    """The keys in the backup and where each belongs. Raises BackupRefused when that is nowhere for keys."""
    for name in sorted(reader.below(FOLDER)):
        place = Path(settings.HOME) / name.removeprefix(FOLDER)
        try:
            keyfiles.relative(place)
        except keyfiles.NoPlaceForKeys as error:
            raise BackupRefused(
                _("{part} leads out of the folder: this backup was altered.").format(part=name)
            ) from error
        yield name, place


def _is_same(reader: Reader, name: str, place: Path) -> bool:
    return hashlib.sha256(place.read_bytes()).hexdigest() == reader.manifest.members[name].sha256


def _kept_beside(place: Path) -> Path:
    """Give the key another name, never one that a former restore gave already."""
    number, kept = 1, place.with_name(f"{place.name}{keyfiles.ASIDE}")
    while kept.exists():
        number += 1
        kept = place.with_name(f"{place.name}{keyfiles.ASIDE}-{number}")
    place.rename(kept)
    return kept


def _spelled(path: Path) -> str:
    return path.relative_to(settings.HOME).as_posix()
