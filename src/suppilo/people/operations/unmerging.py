"""A merge taken back: two persons again."""

from __future__ import annotations

from datetime import datetime

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.people.errors import LaterMerge, NotMerged
from suppilo.people.models import Merge, Person
from suppilo.people.ports import mergers
from suppilo.people.queries.merges import merge_of, pair_of, standing_merges
from suppilo.people.uniting import attributes, consents, identifiers, own, traits


def unmerge(
    workspace_id: int, *, absorbed: int, at: datetime, now: datetime, origin: str = "live", user_id: int | None = None
) -> int:
    """Make `absorbed` a person of its own again; answers whom it had become.

    Identifiers go back to where they were, unless somebody else uses them by now. Attributes and consents of both are
    as if the merge had not been, and what was written or said since stays with whom was kept; a withdrawal said since
    counts for both. The rooms above give back their part (`people.ports`). What happened under a number stays with that
    number. Records people_unmerged (origin migration: it starts nothing). Raises NotMerged, and LaterMerge when the
    person it became was itself merged since: that one is to be taken back first.
    """
    with writing():
        row = merge_of(workspace_id, absorbed)
        if row is None:
            raise NotMerged(absorbed)
        people = {
            person.pk: person
            for person in Person.objects.select_for_update(of=("self",))
            .filter(pk__in=(row.kept_id, absorbed))
            .order_by("pk")
        }
        row.refresh_from_db()
        if row.undone_at is not None:
            raise NotMerged(absorbed)
        if (into := people[row.kept_id].merged_into_id) is not None:
            raise LaterMerge(absorbed=absorbed, kept=row.kept_id, into=into)
        _part(people[row.kept_id], row, now, origin, user_id, at)
        return row.kept_id


def _part(kept: Person, row: Merge, now: datetime, origin: str, user_id: int | None, at: datetime) -> None:
    pair = pair_of(row, now)
    standing = standing_merges(row.kept_id)
    identifiers.move_back(row.kept_id, row.absorbed_id, row.moved.get("identifiers") or ())
    traits.lift(kept, standing, row)
    before, after = attributes.lift(row.kept_id, own.newest_of(own.log_of(standing)), standing, row)
    own.hand_on(standing, row)
    attributes.write(row.workspace_id, row.kept_id, before, after)
    _part_consents(row, standing, now, origin)
    Person.objects.filter(pk__in=pair.absorbed_ids).exclude(pk=row.absorbed_id).update(merged_into=row.absorbed_id)
    Person.objects.filter(pk=row.absorbed_id).update(merged_into=None)
    Merge.objects.filter(pk=row.pk).update(undone_at=at)
    others = [merge for merge in standing if merge.pk != row.pk]
    for name, merger in mergers().items():
        later = [merge.parts.setdefault(name, {}) for merge in others if merge.pk > row.pk]
        merger.unmerge(pair, row.parts.get(name) or {}, later)
    Merge.objects.bulk_update(others, ["moved", "parts"], batch_size=100)
    _tell(row, at, origin, user_id)


def _part_consents(row: Merge, standing: list[Merge], now: datetime, origin: str) -> None:
    about = {"recorded_at": now, "origin": origin, "source": "unmerge"}
    withdrawn = consents.withdrawn_since(row.kept_id, row)
    before, after = consents.lift(row.kept_id, standing, row)
    consents.write(row.workspace_id, row.kept_id, before, after, proof={"absorbed": row.absorbed_id}, **about)
    own = consents.said_by(row.absorbed_id)
    theirs = consents.with_withdrawals(own, withdrawn)
    consents.write(row.workspace_id, row.absorbed_id, own, theirs, proof={"kept": row.kept_id}, **about)


def _tell(row: Merge, at: datetime, origin: str, user_id: int | None) -> None:
    fact = events.NewFact(
        name="people_unmerged",
        person_id=row.kept_id,
        at=at,
        properties={"kept": row.kept_id, "absorbed": row.absorbed_id},
        external_id=f"unmerge:{row.pk}",
        origin="demo" if origin == "demo" else "migration",
    )
    events.record(row.workspace_id, [fact])
