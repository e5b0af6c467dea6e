"""Bringing a store up to the log, a batch at a time. Every step ends with a published manifest."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from suppilo.analysis.store import growing, manifest
from suppilo.analysis.store.errors import Damaged, NoStore
from suppilo.analysis.store.files import sync_folder
from suppilo.analysis.store.growing import Growing
from suppilo.analysis.store.hashing import buckets_of
from suppilo.analysis.store.opening import COMPARED_BYTES, open_store
from suppilo.analysis.store.runs import joined, sorted_run
from suppilo.events.store import forgetting, links, places, reading
from suppilo.events.store.coding import coded
from suppilo.events.store.reading import START, LogRow
from suppilo.foundation import clock

log = logging.getLogger(__name__)

#: What a store keeps of the facts; one made by other rules is built anew, because it would answer what it cannot know.
KEEPS = "lists, long texts, many values"
OTHER_RULES = "it was laid out by an older version, which kept fewer properties"
OTHER_LOG = "the log is not the one that it was built from"
#: Reasons that begin so leave the former store to its readers while a new one is built.
_STILL_GOOD = "asked for: "
#: Large files that this process has compared with their checksums.
_verified: set[str] = set()
#: What the writer of this process had open after its last step; used again only while the manifest is still that one.
_open: dict[Path, Growing] = {}


def step(workspace_id: int, *, limit: int) -> int | None:
    """One bounded step: facts from the log, else a base made anew, else the end of a rebuild.

    Answers how many rows it moved on (0: all is done), or None while another process writes.
    """
    folder = places.folder_of(workspace_id)
    with places.only_writer(folder) as alone:
        if not alone:
            return None
        try:
            store = _current(workspace_id, folder)
            moved = _append(store, workspace_id, limit) or _keep_house(store)
        except Damaged as error:
            log.exception("The event store of workspace %d is damaged and will be built anew", workspace_id)
            places.report_damage(folder, str(error))
            return 1
        _open[folder] = store
        return moved


def compact_one(workspace_id: int) -> int | None:
    """Make the base of one bucket that has deltas anew; 0 when none has, None while another process writes.

    Damage found on the way is reported (0 as well): the next step builds the store anew.
    """
    folder = places.folder_of(workspace_id)
    with places.only_writer(folder) as alone:
        if not alone:
            return None
        store = _current(workspace_id, folder)
        waiting = [bucket for bucket in range(store.manifest.buckets) if store.manifest.deltas_of(bucket)]
        if not waiting:
            return 0
        try:
            store.compact(waiting[0])
        except Damaged as error:
            places.report_damage(folder, str(error))
            return 0
        growing.tidy(folder, manifest.NAME, places.BUILDING)
        _open[folder] = store
        return 1


def verify_one(workspace_id: int) -> bool:
    """Compare one large file with its checksums that this process has not compared yet; False when none is left.

    Small ones, and what kernels trust as places, were compared when they were opened. Damage is reported, and the next
    step builds the store anew.
    """
    folder = places.folder_of(workspace_id)
    try:
        store = open_store(folder)
    except (NoStore, Damaged):
        return False
    for card in store.manifest.bases:
        if card and card.file.size > COMPARED_BYTES and card.file.name not in _verified:
            _verified.add(card.file.name)
            try:
                store.opened.segment(folder, card.file).verify()
            except Damaged as error:
                places.report_damage(folder, str(error))
            return True
    return False


def rebuild(workspace_id: int) -> bool:
    """Begin to build the store anew; the former one answers until the new one is whole. False while another writes."""
    folder = places.folder_of(workspace_id)
    with places.only_writer(folder) as alone:
        if alone:
            places.report_damage(folder, f"{_STILL_GOOD}by hand")
        return alone


def _current(workspace_id: int, folder: Path) -> Growing:
    """The store to go on with: one being built, else the published one, else a new one with the reason for it."""
    told = places.damage(folder)
    damaged = told is not None and not told.startswith(_STILL_GOOD)
    if told is None:
        for name in (places.BUILDING, manifest.NAME):
            try:
                store = _opened(folder, name)
            except NoStore:
                continue
            if not (told := _outdated(store)):
                return store
    if told is not None and not told.startswith(_STILL_GOOD):
        (folder / manifest.NAME).unlink(missing_ok=True)
    return _begin(workspace_id, folder, told or "", damaged=damaged)


def _opened(folder: Path, name: str) -> Growing:
    known = _open.get(folder)
    if known and known.name == name and known.manifest == manifest.read(folder, name):
        return _open.pop(folder)  # a step that fails leaves half of what it did behind: then it is opened anew
    return growing.gone_on(folder, name)


def _outdated(store: Growing) -> str:
    """Why the store cannot be gone on with; empty when it can."""
    note = store.manifest.note
    if note.get("keeps") != KEEPS:
        return OTHER_RULES
    place = tuple(note["bookmark"])
    if place != START and reading.anchor(place) != note["anchor"]:
        return OTHER_LOG
    if tuple(note["reread"]) < forgetting.horizon():
        return "people were erased while it was not looked after"
    if store.manifest.buckets != settings.STORE_BUCKETS:
        return f"{_STILL_GOOD}the number of buckets was set to {settings.STORE_BUCKETS}"
    return ""


def _begin(workspace_id: int, folder: Path, why: str, *, damaged: bool) -> Growing:
    """A new store under construction. Merges known already are taken in first, so that nobody is moved later."""
    if why:
        log.warning("The event store of workspace %d is built anew: %s", workspace_id, why)
    store = growing.begin(folder, buckets=settings.STORE_BUCKETS, name=places.BUILDING)
    known = links.Links()
    for row in reading.merges(workspace_id, (links.MERGED, links.UNMERGED)):
        known.take(row)
    more = {"links": known.save(folder, 0)} if known.into else {}
    note = {
        "bookmark": list(START),
        "anchor": 0,
        "reread": list(max(reading.newest_reread(), forgetting.horizon())),
        "without_person": 0,
        "rewrite": [],
        "why": why,
        "damaged": damaged,
        "begun": clock.now().isoformat(),
        "keeps": KEEPS,
    }
    store.publish(note=note, more=more)
    places.forget_damage(folder)
    growing.tidy(folder, manifest.NAME, places.BUILDING)
    return store


def _append(store: Growing, workspace_id: int, limit: int) -> int:
    """Publish what is new in the log behind the bookmark; answers how many rows that were."""
    note = store.manifest.note
    rows = reading.batch(workspace_id, tuple(note["bookmark"]), limit)
    again = reading.rereads(workspace_id, tuple(note["reread"]), limit)
    if not rows and not again:
        return 0
    known = links.load(store.folder, store.manifest.more.get("links"))
    people = {person for _, _, person in again}
    gone, members, changed = _changed(rows, people, known)
    until = (rows[-1].xid, rows[-1].seq) if rows else tuple(note["bookmark"])
    fresh = [row for row in rows if row.person not in members]
    taken_again = reading.of_people(workspace_id, sorted(members), until)
    coded_rows = joined([coded(fresh, store.words, known), coded(taken_again, store.words, known)])
    hidden = np.array(sorted(gone), dtype=np.int64)
    run = sorted_run(coded_rows, buckets=store.manifest.buckets, gone=hidden)
    generation = store.manifest.generation + 1
    more = {"links": known.save(store.folder, generation)} if changed else None
    store.append(run, note=_moved(store, rows, again, until, hidden if people else hidden[:0]), more=more)
    return len(rows) + len(again)


def _changed(rows: list[LogRow], people: set[int], known: links.Links) -> tuple[set[int], set[int], bool]:
    """Whose stored events no longer count, whose facts are taken from the log again instead, and if links changed."""
    pairs: set[int] = set()
    before: set[int] = {known.root(person) for person in people}
    affected = known.groups(people)
    for row in rows:
        if row.name in (links.MERGED, links.UNMERGED):
            former = known.groups(_named(row))
            roots = {known.root(person) for person in former}
            if pair := known.take(row):
                pairs |= set(pair)
                affected |= former
                before |= roots
    after = {known.root(person) for person in affected}
    return before | after, known.groups(after), bool(pairs)


def _named(row: LogRow) -> set[int]:
    pair = links.Links().take(row)
    return set(pair) if pair else set()


def _moved(
    store: Growing, rows: list[LogRow], again: list[tuple[int, int, int]], until: reading.Place, hidden: Any
) -> dict[str, Any]:
    """The note of the next generation."""
    note = dict(store.manifest.note)
    note["bookmark"] = list(until)
    if rows:
        note["anchor"] = reading.anchor(until)
    note["without_person"] += sum(row.person is None for row in rows)
    if again:
        note["reread"] = list(again[-1][:2])
        buckets = buckets_of(hidden, store.manifest.buckets).tolist()
        note["rewrite"] = sorted({*note["rewrite"], *buckets})
    return note


def _keep_house(store: Growing) -> int:
    """One base made anew where that is due, else the end of a rebuild; answers 0 when there is nothing to do."""
    rewrite = list(store.manifest.note["rewrite"])
    if rewrite:
        return _rewrite(store, rewrite)
    due = store.due()
    if due:
        store.compact(due[0])
    elif store.name == places.BUILDING:
        (store.folder / places.BUILDING).replace(store.folder / manifest.NAME)
        sync_folder(store.folder)
        store.name = manifest.NAME
    else:
        return 0
    growing.tidy(store.folder, manifest.NAME, places.BUILDING)
    return 1


def _rewrite(store: Growing, buckets: list[int]) -> int:
    """Write a bucket that held somebody who was erased without them; after the last one no file holds them."""
    left = buckets[1:]
    store.compact(buckets[0], note={**store.manifest.note, "rewrite": left or [buckets[0]]})
    if not left:
        store.join_deltas()
        store.publish(note={**store.manifest.note, "rewrite": []})
    growing.tidy(store.folder, manifest.NAME, places.BUILDING)
    return 1
