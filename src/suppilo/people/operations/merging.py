"""Two persons found to be one."""

from __future__ import annotations

from datetime import datetime

from suppilo.events import operations as events
from suppilo.foundation.writing import writing
from suppilo.people.models import Merge, Person
from suppilo.people.ports import Pair, mergers
from suppilo.people.queries.merges import standing_merges
from suppilo.people.queries.resolving import numbers_of
from suppilo.people.uniting import attributes, consents, identifiers, own, traits


def merge(
    workspace_id: int,
    *,
    keep: int,
    absorb: int,
    reason: str,
    at: datetime,
    now: datetime,
    origin: str = "live",
    user_id: int | None = None,
) -> int | None:
    """Make `absorb` part of `keep`: identifiers move, the newer attribute and the stricter consent count.

    The rooms above take part through `people.ports`: the older enrolment per journey stays, one standing. The absorbed
    person's own attributes and consents stay where they are and a Merge row says what moved, so that it can be taken
    back. Chains are flattened: `merged_into` always names a person that is not merged. Records people_merged (origin
    migration: what a merge changes starts nothing). Answers the id that was kept, or None when the two already are one.
    Raises Person.DoesNotExist for people of another workspace, and for who is being erased.
    """
    with writing():
        first, second = (_lock(workspace_id, pk) for pk in sorted((keep, absorb)))
        kept, absorbed = (first, second) if keep < absorb else (second, first)
        if kept.pk == absorbed.pk:
            return None
        numbers = numbers_of([kept.pk, absorbed.pk])
        row = Merge(workspace_id=workspace_id, kept=kept, absorbed=absorbed, reason=reason, at=at, user_id=user_id)
        row.moved = {
            "identifiers": identifiers.move(kept, absorbed),
            "traits": traits.fill(kept, absorbed),
            "own": None if standing_merges(kept.pk) else own.begin(attributes.sheet_of(kept.pk)),
            "attributes": _lay_attributes(workspace_id, kept.pk, absorbed.pk),
            "consents": _lay_consents(workspace_id, kept.pk, absorbed.pk, now, origin),
        }
        Person.objects.filter(merged_into=absorbed).update(merged_into=kept)
        Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
        row.save()
        pair = Pair(
            workspace_id=workspace_id,
            kept=kept.pk,
            absorbed=absorbed.pk,
            kept_ids=numbers[kept.pk],
            absorbed_ids=numbers[absorbed.pk],
            now=now,
            merged_at=at,
            merge_id=row.pk,
        )
        parts = {name: merger.merge(pair) for name, merger in mergers().items()}
        Merge.objects.filter(pk=row.pk).update(parts=parts)
        _tell(row, at, origin)
        return kept.pk


def _tell(row: Merge, at: datetime, origin: str) -> None:
    fact = events.NewFact(
        name="people_merged",
        person_id=row.kept_id,
        at=at,
        properties={"absorbed": row.absorbed_id},
        external_id=f"merge:{row.pk}",
        origin="demo" if origin == "demo" else "migration",
    )
    events.record(row.workspace_id, [fact])


def _lock(workspace_id: int, person_id: int) -> Person:
    person = Person.objects.select_for_update(of=("self",)).get(
        workspace_id=workspace_id, pk=person_id, is_leaving=False
    )
    return person if person.merged_into_id is None else _lock(workspace_id, person.merged_into_id)


def _lay_attributes(workspace_id: int, kept: int, absorbed: int) -> dict[str, object]:
    own = attributes.sheet_of(kept)
    after, laid = attributes.lay(own, attributes.sheet_of(absorbed))
    attributes.write(workspace_id, kept, own, after)
    return laid.plain()


def _lay_consents(workspace_id: int, kept: int, absorbed: int, now: datetime, origin: str) -> list[object]:
    own = consents.said_by(kept)
    after, before = consents.lay(own, consents.said_by(absorbed))
    about = {"recorded_at": now, "origin": origin, "source": "merge", "proof": {"absorbed": absorbed}}
    consents.write(workspace_id, kept, own, after, **about)
    return consents.plain(before, after)
