"""What a backup says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from suppilo.config.backup.errors import BackupRefused

#: Raised when the layout of the file changes so that an older version cannot read it.
FORMAT = 2
NAME = "manifest.json"

#: Told while it goes on: what is being done, how much of it, and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Member:
    """One part of the file: how many bytes, and their SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`database` is sqlite or postgresql, `migrations` all that were applied, `counts` the rows of every table.

    `key` is a fingerprint of the secret key: links in mails that were sent, and the list of addresses never to be
    written to, can only be read with that key. `with_keys` says whether private keys were taken along, and `written`
    when each was (nanoseconds since 1970).
    """

    made_at: str
    version: str
    database: str
    server: str
    migrations: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]
    members: Mapping[str, Member]
    key: str
    with_keys: bool = False
    written: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT

    def spelled(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def read(content: bytes) -> Manifest:
    """The manifest of a file. Raises BackupRefused."""
    try:
        given = json.loads(content)
        if given["format"] > FORMAT:
            raise BackupRefused(_("This backup was made by a newer version: install that one, then restore."))
        members = {name: Member(**member) for name, member in given.pop("members").items()}
        migrations = tuple((app, name) for app, name in given.pop("migrations"))
        return Manifest(**given, members=members, migrations=migrations)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupRefused(_("The list of contents of this backup cannot be read: it was altered.")) from error


def fingerprint() -> str:
    """Of the secret key in use."""
    return hashlib.sha256(b"suppilo.backup.key:" + settings.SECRET_KEY.encode()).hexdigest()[:16]
