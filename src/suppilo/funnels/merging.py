"""Standing at a merge: one of two places remains, and both are kept for the day on which the merge is taken back.

Matches and standing of both sides are kept as they were. When the merge is taken back they are put in place of what
was found since; settling both anew (the fact people_unmerged) adds what each of them did by themselves in between.
A match that hangs on an attribute cannot be found again once another value stands: such ones go over to the one person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from suppilo.funnels.models import Match, Standing
from suppilo.kernel.conditions import names
from suppilo.people.ports import Consequence, Pair
from suppilo.publishing import queries as publishing

_MATCH = ("funnel", "stage", "rule", "at", "cause_seq", "origin")
_STANDING = ("funnel", "stage", "since")


class StandingMerger:
    """The room's part in a merge."""

    def preview_merge(self, pair: Pair) -> Sequence[Consequence]:
        """Per funnel in which the absorbed person stands: the further of the two places."""
        kept, absorbed = _stages(pair.kept), _stages(pair.absorbed)
        order = _order(pair.workspace_id)
        found = []
        for funnel, theirs in sorted(absorbed.items()):
            own = kept.get(funnel, theirs)
            is_further = order.get((funnel, theirs), -1) > order.get((funnel, own), -1)
            values = {"funnel": funnel, "stage": theirs if is_further else own}
            found.append(Consequence("one_standing", pair.kept, values))
        return found

    def merge(self, pair: Pair) -> dict[str, Any]:
        """Keep what stands of both and forget the absorbed person; the fact people_merged settles the other."""
        kept = {"kept": _plain(pair.kept), "absorbed": _plain(pair.absorbed)}
        Match.objects.filter(person_id=pair.absorbed).delete()
        Standing.objects.filter(person_id=pair.absorbed).delete()
        _put(pair.workspace_id, pair.kept, _with(pair.workspace_id, kept["kept"], kept["absorbed"])["matches"])
        return kept

    def preview_unmerge(self, pair: Pair, kept: Mapping[str, Any]) -> Sequence[Consequence]:
        """Per funnel where each stood before."""
        sides = ((pair.kept, kept.get("kept", {})), (pair.absorbed, kept.get("absorbed", {})))
        return [
            Consequence("stands_again", person_id, {"funnel": funnel, "stage": stage})
            for person_id, side in sides
            for funnel, stage, _ in side.get("standing", ())
            if stage
        ]

    def unmerge(self, pair: Pair, kept: Mapping[str, Any], later: Sequence[dict[str, Any]]) -> None:
        """Put both back. The kept person's standing is left to settling, so that the way back is a move of its own."""
        theirs, own = kept.get("absorbed", {}), kept.get("kept", {})
        for part in later:
            part["kept"] = own
            own = _with(pair.workspace_id, own, part.get("absorbed", {}))
        _put(pair.workspace_id, pair.kept, own.get("matches", ()))
        _put(pair.workspace_id, pair.absorbed, theirs.get("matches", ()))
        Standing.objects.filter(person_id=pair.absorbed).delete()
        Standing.objects.bulk_create(
            Standing(
                workspace_id=pair.workspace_id,
                person_id=pair.absorbed,
                funnel=funnel,
                stage=stage,
                since=datetime.fromisoformat(since),
            )
            for funnel, stage, since in theirs.get("standing", ())
        )


def _with(workspace_id: int, own: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """`own` with those matches of `theirs` that hang on an attribute and came earlier or are not there."""
    running = publishing.running(workspace_id)
    funnels = running.bundle.funnels if running else ()
    hang = {(funnel.id, stage.id) for funnel in funnels for stage in funnel.stages if names(stage.enter).attributes}
    found = {tuple(row[:3]): row for row in own.get("matches", ())}
    for row in theirs.get("matches", ()):
        known = found.get(tuple(row[:3]))
        if tuple(row[:2]) in hang and (known is None or _at(row) < _at(known)):
            found[tuple(row[:3])] = row
    return {**own, "matches": list(found.values())}


def _at(row: Sequence[Any]) -> datetime:
    return datetime.fromisoformat(row[3])


def _stages(person_id: int) -> dict[str, str]:
    rows = Standing.objects.filter(person_id=person_id).exclude(stage="")
    return dict(rows.values_list("funnel", "stage"))


def _order(workspace_id: int) -> dict[tuple[str, str], int]:
    running = publishing.running(workspace_id)
    funnels = running.bundle.funnels if running else ()
    return {(funnel.id, stage.id): place for funnel in funnels for place, stage in enumerate(funnel.stages)}


def _plain(person_id: int) -> dict[str, Any]:
    matches = Match.objects.filter(person_id=person_id).order_by("pk").values_list(*_MATCH)
    standing = Standing.objects.filter(person_id=person_id).order_by("pk").values_list(*_STANDING)
    return {
        "matches": [[_spelled(cell) for cell in row] for row in matches],
        "standing": [[_spelled(cell) for cell in row] for row in standing],
    }


def _spelled(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def _put(workspace_id: int, person_id: int, rows: Sequence[Sequence[Any]]) -> None:
    Match.objects.filter(person_id=person_id).delete()
    found = [dict(zip(_MATCH, row, strict=True)) for row in rows]
    Match.objects.bulk_create(
        Match(workspace_id=workspace_id, person_id=person_id, **{**row, "at": datetime.fromisoformat(row["at"])})
        for row in found
    )
