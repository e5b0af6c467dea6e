"""The store's view and the log's, both spelled out in plain Python."""

from __future__ import annotations

import json
from typing import Any

from suppilo.analysis.log import microseconds
from suppilo.analysis.ports import StoredEvents
from suppilo.events.models import Event

Told = tuple[int, str, bool, str]
View = dict[int, list[Told]]


def told(time: int, name: str, is_act: bool, values: dict[str, Any]) -> Told:
    return time, name, is_act, json.dumps(values, sort_keys=True)


def of_the_store(store: StoredEvents) -> View:
    """Every person's events in the store's order; overlay and base merged by time as a kernel does."""
    view: View = {}
    values = {column: store.values(column) for column in store.columns}
    for events in store.buckets():
        for place, person in enumerate(events.people.tolist()):
            assert person not in view, "no person stands in two sets of events"
            view[person] = _slice(store, values, events, place)
        if events.overlay is not None:
            assert (events.overlay.rows[1:] > events.overlay.rows[:-1]).all()
            for place, row in enumerate(events.overlay.rows.tolist()):
                person = int(events.people[row])
                view[person] += _slice(store, values, events.overlay, place)
                view[person].sort(key=lambda one: one[0])
    return view


def _slice(store: StoredEvents, values: dict[str, Any], events: Any, place: int) -> list[Told]:
    found = []
    for at in range(int(events.offsets[place]), int(events.offsets[place + 1])):
        code = int(events.codes[at])
        said = {key: values[key][int(array[at])] for key, array in events.columns.items()}
        said = {key: value for key, value in said.items() if value is not None}
        found.append(told(int(events.times[at]), store.names[code], store.acts[code], said))
    times = [one[0] for one in found]
    assert times == sorted(times)
    return found


def of_the_log(workspace_id: int) -> View:
    """The same from the log's rows, from scratch: later merges and their undoing hold for all facts."""
    into: dict[int, int] = {}
    rows = list(Event.objects.filter(workspace_id=workspace_id).order_by("xid", "seq"))
    for row in rows:
        if row.name == "people_merged":
            into[row.properties["absorbed"]] = row.person_id
        elif row.name == "people_unmerged":
            into.pop(row.properties["absorbed"], None)
    view: View = {}
    for row in sorted(rows, key=lambda one: (one.at, one.seq)):
        person = row.person_id
        if person is None:
            continue
        while person in into:
            person = into[person]
        said = {"origin": row.origin, "traffic": row.traffic}
        said |= {key: plain(value) for key, value in row.properties.items() if value not in (None, [])}
        view.setdefault(person, []).append(told(microseconds(row.at), row.name, row.is_act, said))
    return view


def plain(value: Any) -> Any:
    """2.0 and 2 are one value; of an object it is known that it is there, and of a list what lies in it."""
    if isinstance(value, dict):
        return {}
    if isinstance(value, list):
        return [{} if isinstance(one, list | dict) else plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def same(store: View, log: View) -> None:
    """Equal person by person; events of one instant may stand in any order (no kernel minds)."""
    assert sorted(store) == sorted(log)
    for person, events in log.items():
        assert sorted(store[person]) == sorted(events), person
