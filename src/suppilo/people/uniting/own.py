"""What somebody said themselves of each attribute while others are part of them: by it merges are taken back.

It begins with the sheet at the first merge that stands and is kept in that merge's row (`moved["own"]`), oldest first.
Whatever a merge laid on is not in it. Of a key the last few values stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from suppilo.people.casting import Cell
from suppilo.people.models import Merge
from suppilo.people.uniting.attributes import Rows, Sheet, said_at, taken_off

Log = list[tuple[str, Rows]]
#: So many values of one key are remembered.
MOST = 20
_ABOUT = ("set_at", "said_at")


def begin(sheet: Sheet) -> Log:
    """The log of somebody of whom only the present is known."""
    return [(key, rows) for key, rows in sorted(sheet.items())]


def rows_of(cells: Sequence[Cell], kind: str, at: datetime) -> Rows:
    """A value that was just said, as rows."""
    instants = [cell.instant.isoformat() if cell.instant else None for cell in cells]
    about = {"kind": kind, "set_at": at.isoformat(), "said_at": None}
    return [{"position": place, **vars(cell), "instant": instants[place], **about} for place, cell in enumerate(cells)]


def add(log: Log, key: str, rows: Rows) -> None:
    """Note a value that was said; one older than what is known is let pass, an equal one counts as said again."""
    newest = newest_of(log).get(key)
    if newest is None or (said_at(newest) <= said_at(rows) and _plain(newest) != _plain(rows)):
        log.append((key, rows))
    elif said_at(newest) < said_at(rows):
        for row in newest:
            row["said_at"] = said_at(rows).isoformat()
    while sum(one == key for one, _ in log) > MOST:
        log.remove(next(entry for entry in log if entry[0] == key))


def newest_of(log: Iterable[tuple[str, Rows]]) -> Sheet:
    """What would stand if nobody else were part of them."""
    return dict(log)


def log_of(merges: Sequence[Merge]) -> Log:
    """The log in the oldest of one person's merges that stand; begun now for those from before there was one."""
    if "own" not in merges[0].moved:
        return begin(taken_off(merges[0].kept_id, merges))
    return [(key, rows) for key, rows in merges[0].moved["own"] or ()]


def hand_on(merges: Sequence[Merge], without: Merge) -> None:
    """Let the oldest merge that remains carry the log; the caller saves it."""
    rest = [merge for merge in merges if merge.pk != without.pk]
    if rest and merges[0].pk == without.pk:
        rest[0].moved = {**rest[0].moved, "own": log_of(merges)}


@dataclass(frozen=True)
class Said:
    """A value that a person gave of a key."""

    person_id: int
    key: str
    kind: str
    cells: Sequence[Cell]
    at: datetime


def note(said: Collection[Said]) -> None:
    """Note it for those into whom others were merged; call inside a transaction."""
    whose = {one.person_id for one in said}
    standing: dict[int, list[Merge]] = {}
    rows_of_merges = Merge.objects.filter(kept_id__in=whose, undone_at=None).select_for_update(of=("self",))
    for merge in rows_of_merges.order_by("pk"):
        standing.setdefault(merge.kept_id, []).append(merge)
    logs = {kept: log_of(merges) for kept, merges in standing.items()}
    for one in said:
        if one.person_id in logs:
            add(logs[one.person_id], one.key, rows_of(one.cells, one.kind, one.at))
    for kept, merges in standing.items():
        merges[0].moved = {**merges[0].moved, "own": logs[kept]}
        merges[0].save(update_fields=["moved"])


def _plain(rows: Rows) -> list[dict[str, object]]:
    return [{name: cell for name, cell in row.items() if name not in _ABOUT} for row in rows]
