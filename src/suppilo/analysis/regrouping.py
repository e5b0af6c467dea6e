"""Stored events of people, walked by another unit: session, company, order, or any property."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis.frames import Columns, FrameEvents, LeftOut
from suppilo.analysis.matching import TRAFFIC, by_people, left_out_of, values_of
from suppilo.analysis.ports import StoredEvents
from suppilo.analysis.sorting import person_sorted


def regrouped(stored: StoredEvents, columns: Columns) -> FrameEvents:
    """The same events by the values of a stored property; those without a value are left out.

    Left out is counted of what people did: an effect (a message, an entry into a stage) never has a session, and what
    programs did takes part in no answer. A unit may span people and buckets, so everything is brought together in
    memory. Raises BadInput.
    """
    labels = values_of(stored, columns.unit, "unit")
    buckets = stored.buckets()
    units = _joined(buckets, lambda one: one.columns[columns.unit]).astype(np.int64) - 1
    held = units >= 0
    people, codes = by_people(stored), _joined(buckets, lambda one: one.codes)
    persons = np.bool_(True) if people is None else people[_joined(buckets, lambda one: one.columns[TRAFFIC])]
    kept, acts = held & persons, np.array([*stored.acts, False], dtype=np.bool_)
    taken = {key: _joined(buckets, lambda one, key=key: one.columns[key])[kept] for key in columns.properties}
    times = _joined(buckets, lambda one: one.times).astype(np.int64)[kept]
    events = person_sorted(units[kept], times, codes[kept], taken, len(labels))
    dictionaries = {key: stored.values(key) for key in columns.properties}
    effects = frozenset(name for name, act in zip(stored.names, stored.acts, strict=True) if not act)
    left_out = LeftOut(int(np.count_nonzero(~held & persons & acts[codes])), no_person=left_out_of(stored).no_person)
    return FrameEvents(tuple(stored.names), events, list(labels)[1:], dictionaries, left_out, effects)


def _joined(buckets: Any, column: Any) -> npt.NDArray[Any]:
    """One column of all events, the fresh ones of overlays included: the order is found anew afterwards."""
    pieces: list[npt.NDArray[Any]] = []
    for events in buckets:
        pieces += [column(one) for one in (events, events.overlay) if one is not None]
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)
