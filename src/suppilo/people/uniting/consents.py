"""Consents at a merge: the stricter word counts. A word given since a merge stands over it.

`Said` is what stands: (purpose, channel) -> (state, since). As with attributes, the absorbed person's own rows stay
untouched while they are merged; lifting a merge off takes off what every merge laid on and lays the others on again.
A withdrawal told while the two were one counts for both afterwards: nobody can know which of them said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from suppilo.people.models import Consent, ConsentRecord, Merge

#: Which state permits least.
STRICTNESS = {"granted": 0, "pending": 1, "withdrawn": 2}
#: The ledger's word for "nothing was said": what a merge had lent is given back.
NOTHING = "none"
_BY_MERGE = ("merge", "unmerge")

Place = tuple[str, str]
Word = tuple[str, datetime]
Said = dict[Place, Word]


def said_by(person_id: int) -> Said:
    """What stands for one (bare) person."""
    rows = Consent.objects.filter(person_id=person_id)
    return {
        (purpose, channel): (state, at)
        for purpose, channel, state, at in rows.values_list("purpose", "channel", "state", "at")
    }


def lay(own: Said, other: Said, merged_at: datetime | None = None) -> tuple[Said, dict[Place, Word | None]]:
    """`own` with what is stricter in `other`, and what stood before where that changed something.

    With `merged_at`, words of `own` that are younger than it stay.
    """
    after, before = dict(own), dict[Place, Word | None]()
    for place, (state, at) in sorted(other.items()):
        mine = own.get(place)
        if mine and (STRICTNESS[mine[0]] >= STRICTNESS[state] or (merged_at is not None and mine[1] > merged_at)):
            continue
        before[place] = mine
        after[place] = _laid((state, at), mine)
    return after, before


def _laid(word: Word, mine: Word | None) -> Word:
    return word[0], max(word[1], mine[1]) if mine else word[1]  # the stricter word must also be the last one


def plain(before: Mapping[Place, Word | None], after: Said) -> list[Any]:
    """What stood before and since when what was laid on stands, as kept in a Merge row."""
    return [
        [*place, word[0] if word else None, word[1].isoformat() if word else None, after[place][1].isoformat()]
        for place, word in before.items()
    ]


def lift(kept: int, merges: Sequence[Merge], without: Merge) -> tuple[Said, Said]:
    """What stands for the kept person, and what would without one of `merges` (all that stand, oldest first).

    Also notes in the others what they lay on now; the caller saves those rows.
    """
    before = said_by(kept)
    said = dict(before)
    words = {merge.pk: said_by(merge.absorbed_id) for merge in merges}
    for merge in reversed(merges):
        _take_off(said, merge, words[merge.pk])
    laid: dict[int, list[Any]] = {}
    for merge in merges:
        if merge.pk != without.pk:
            said, changed = lay(said, words[merge.pk], merge.at)
            laid[merge.pk] = plain(changed, said)
    after = {
        place: word if before.get(place) == word else _told(before.get(place), word) for place, word in said.items()
    }
    _note(merges, laid, after)
    return before, after


def _note(merges: Sequence[Merge], laid: Mapping[int, list[Any]], after: Said) -> None:
    """Write down what each merge lays on; the last one at a place did so at the instant that will stand there."""
    last = {(entry[0], entry[1]): entry for entries in laid.values() for entry in entries}
    for place, entry in last.items():
        entry[4] = after[place][1].isoformat()
    for merge in merges:
        if merge.pk in laid:
            merge.moved = {**merge.moved, "consents": laid[merge.pk]}


def _take_off(said: Said, merge: Merge, laid_on: Said) -> None:
    for purpose, channel, state, at, *since in merge.moved.get("consents") or ():
        place, former = (purpose, channel), (state, datetime.fromisoformat(at)) if state else None
        if place not in laid_on:
            continue
        put = laid_on[place][0], datetime.fromisoformat(since[0]) if since else _laid(laid_on[place], former)[1]
        if said.get(place) != put:
            continue  # somebody spoke since, and that stands
        if former is None:
            del said[place]
        else:
            said[place] = former


def withdrawn_since(kept: int, merge: Merge) -> Said:
    """What was withdrawn while the two were one."""
    rows = ConsentRecord.objects.filter(person_id=kept, state="withdrawn", recorded_at__gte=merge.at)
    found: Said = {}
    for purpose, channel, at in (
        rows.exclude(source__in=_BY_MERGE).order_by("at").values_list("purpose", "channel", "at")
    ):
        found[purpose, channel] = ("withdrawn", at)
    return found


def with_withdrawals(said: Said, withdrawn: Said) -> Said:
    """`said` with later withdrawals; only of what the person was asked at all."""
    return said | {place: word for place, word in withdrawn.items() if place in said and said[place][1] <= word[1]}


def write(workspace_id: int, person_id: int, before: Said, after: Said, **about: Any) -> list[Place]:
    """Bring what stands from `before` to `after`, with a line in the ledger for each; answers what changed.

    `about` are the ledger's columns `recorded_at`, `origin`, `source` and `proof`.
    """
    changed = sorted(place for place in before.keys() | after.keys() if before.get(place) != after.get(place))
    for place in changed:
        purpose, channel = place
        state, at = _told(before.get(place), after.get(place))
        whose: dict[str, Any] = {"person_id": person_id, "purpose": purpose, "channel": channel}
        if place not in after:
            Consent.objects.filter(**whose).delete()
        else:
            defaults = {"workspace_id": workspace_id, "state": state, "at": at}
            Consent.objects.update_or_create(**whose, defaults=defaults)
        ConsentRecord.objects.create(workspace_id=workspace_id, state=state, at=at, **whose, **about)
    return changed


def _told(before: Word | None, after: Word | None) -> Word:
    """The word as it is told: one that goes back to a former word comes just behind the one that it replaces.

    Otherwise the ledger, where the last word counts, and what stands would disagree.
    """
    if after is None:
        assert before is not None
        return NOTHING, before[1] + timedelta(microseconds=1)
    if before is not None and (after[1], STRICTNESS[after[0]]) <= (before[1], STRICTNESS[before[0]]):
        return after[0], before[1] + timedelta(microseconds=1)
    return after


def stricter(before: Mapping[Place, Word | None], after: Said) -> Iterable[tuple[Place, str, str]]:
    """(place, former state, new state) of each consent that a merge changes."""
    return [(place, word[0] if word else NOTHING, after[place][0]) for place, word in before.items()]
