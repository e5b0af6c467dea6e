"""What would change, and for how many people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.differences import Change, differences
from suppilo.definition.files import files_named
from suppilo.definition.model import Bundle
from suppilo.definition.reading import Reading
from suppilo.foundation import clock
from suppilo.publishing import queries
from suppilo.publishing.errors import NoSuchVersion
from suppilo.publishing.models import Version
from suppilo.publishing.ports import Movement, Question, askers, movers


@dataclass(frozen=True)
class Plan:
    """The difference between what runs and a definition, and the people it moves.

    `questions` ask what is to happen to people inside; `apply` takes the answers.
    `made_from` is the number of the version it was compared with (None: nothing runs); `apply` wants it back.
    """

    made_from: int | None
    changes: tuple[Change, ...]
    movements: tuple[Movement, ...]
    questions: tuple[Question, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not self.changes

    @property
    def is_text_only(self) -> bool:
        """Only words change: nobody moves, and it may be published at one click."""
        return bool(self.changes) and all(change.is_text_only for change in self.changes)

    def people(self, what: str) -> int:
        """How many people `stay`, `move`, `stop` or `start`, over all objects."""
        return sum(movement.people for movement in self.movements if movement.what == what)


def plan(workspace_id: int, reading: Reading) -> Plan:
    """Compare a definition that was read with what runs. Writes nothing. Raises DefinitionRefused if it has errors."""
    bundle = reading.raise_if_bad()
    files = kept_files(workspace_id, bundle) | {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in reading.files.items()
    }
    return compare(workspace_id, bundle, files, clock.now())


def plan_rollback(workspace_id: int, to_number: int) -> Plan:
    """What taking the workspace back to version `to_number` would change. Raises NoSuchVersion."""
    former = published(workspace_id, to_number)
    return compare(workspace_id, queries.bundle_of(former.pk), dict(former.files), clock.now())


def compare(workspace_id: int, new: Bundle, files: dict[str, str], now: datetime) -> Plan:
    """The plan from what runs to `new` with its `files` (path to digest)."""
    current = queries.running(workspace_id)
    old = current.bundle if current else None
    changes = [*differences(old, new), *_changed_files(current, files)]
    moved = [movement for mover in movers().values() for movement in mover.count(workspace_id, old, new, now)]
    return Plan(current.number if current else None, tuple(changes), tuple(moved), questions(workspace_id, old, new))


def questions(workspace_id: int, old: Bundle | None, new: Bundle) -> tuple[Question, ...]:
    """What `new` leaves open about the people inside."""
    return tuple(one for asker in askers().values() for one in asker.questions(workspace_id, old, new))


def kept_files(workspace_id: int, bundle: Bundle) -> dict[str, str]:
    """Path to digest of the files that `bundle` names and the running version already has."""
    current = queries.running(workspace_id)
    known = queries.files_of(current.version_id) if current else {}
    return {name: known[name] for name in files_named(bundle) if name in known}


def _changed_files(current: queries.RunningVersion | None, files: dict[str, str]) -> list[Change]:
    """Files are content: the same words with another guide behind them are a change too."""
    known = queries.files_of(current.version_id) if current else {}
    return [
        Change(kind="changed" if name in known else "added", object="file", id=name, is_text_only=True)
        for name, digest in files.items()
        if known.get(name) != digest
    ]


def published(workspace_id: int, number: int) -> Version:
    """The published version of that number. Raises NoSuchVersion."""
    rows = Version.objects.filter(workspace_id=workspace_id, published_at__isnull=False)
    found = rows.filter(number=number).first()
    if found is None:
        raise NoSuchVersion(number, rows.order_by("-number").values_list("number", flat=True).first())
    return found
