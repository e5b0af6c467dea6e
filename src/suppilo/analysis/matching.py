"""Conditions on events as the masks that kernels look up: each value of a dictionary is judged once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from suppilo.analysis.asking import Condition
from suppilo.analysis.errors import N_, BadInput, missing_column, nearest
from suppilo.analysis.frames import FrameEvents, LeftOut
from suppilo.analysis.ports import StoredEvents
from suppilo.kernel.conditions import Test, is_missing, meets
from suppilo.kernel.matching import Masks, Matching
from suppilo.kernel.text import fold

#: Marks the events that a walk looks at: acts, and effects that are named.
LOOKED_AT = np.uint64(1 << 63)
#: The stored column that says whether a person or a program did it.
TRAFFIC = "traffic"
_ALL = np.uint64(2**64 - 1)
#: An event name that stands nowhere, and the nearest one that does.
Hint = tuple[str, str | None]
_TEXT = ("contains", "starts_with")
_NUMBERS = ("at_least", "at_most", "more_than", "less_than")


def matching(stored: StoredEvents, conditions: Sequence[Condition], *, everything: bool = True) -> Matching:
    """The masks of all events: bit i for conditions[i]; with `everything`, bit 63 for what is looked at at all.

    Raises BadInput for a property that is not there or can never compare as asked.
    """
    names = np.zeros(max(len(stored.names), 1), dtype=np.uint64)
    if everything:
        names[: len(stored.names)][np.array(stored.acts, dtype=np.bool_)] = LOOKED_AT
    places = {name: code for code, name in enumerate(stored.names)}
    for bit, condition in enumerate(conditions):
        if condition.name in places:
            marks = np.uint64(1 << bit) | (LOOKED_AT if everything else np.uint64(0))
            names[places[condition.name]] |= marks
    columns = dict.fromkeys(test.key for condition in conditions for test in condition.tests)
    tables = tuple((column, _table(stored, column, conditions)) for column in columns)
    return Matching(names, (*tables, *_people_only(stored)))


def by_people(stored: StoredEvents) -> npt.NDArray[np.bool_] | None:
    """Per code of the stored column `traffic`: whether a person did it (no class is a person's too).

    None where all did, or nothing is said of it. Scanners, image proxies and crawlers take part in no answer.
    """
    if isinstance(stored, FrameEvents):
        return None  # a frame's columns are its owner's, whatever they are called
    try:
        values = stored.values(TRAFFIC)
    except KeyError:
        return None
    people = np.array([value is None or value == "person" for value in values], dtype=np.bool_)
    return None if people.all() else people


def _people_only(stored: StoredEvents) -> tuple[tuple[str, Masks], ...]:
    people = by_people(stored)
    return () if people is None else ((TRAFFIC, np.where(people, _ALL, np.uint64(0))),)


def left_out_of(stored: StoredEvents) -> LeftOut:
    """What takes no part: counted where rows were read, and of a store what it was given and holds of nobody."""
    if isinstance(stored, FrameEvents):
        return stored.left_out
    return LeftOut(no_person=getattr(stored, "without_person", 0))


def properties_of(conditions: Sequence[Condition]) -> tuple[str, ...]:
    """The properties that conditions read."""
    return tuple(dict.fromkeys(test.key for condition in conditions for test in condition.tests))


def values_of(stored: StoredEvents, column: str, role: str = "where") -> Sequence[Any]:
    """The dictionary of a property; raises BadInput where it is not there, or holds lists that only where= can ask."""
    try:
        values = stored.values(column)
    except KeyError as error:
        others = ("person",) if role == "unit" else ()
        known = sorted(stored.dictionaries) if isinstance(stored, FrameEvents) else others
        raise missing_column(column, known, role) from error
    if role != "where" and any(isinstance(value, tuple | list | dict) for value in values):
        text = N_(
            "{role}={column!r} holds lists, which are no single value: choose another property, or ask with where="
            " what a list contains."
        )
        raise BadInput("lists", text, role=role, column=column)
    return values


def unknown_names(stored: StoredEvents, conditions: Sequence[Condition]) -> list[Hint]:
    """Event names that stand nowhere, each with the nearest that does: an answer of 0 may be a typing mistake."""
    names = dict.fromkeys(condition.name for condition in conditions if condition.name not in stored.names)
    return [(name, nearest(name, stored.names)) for name in names]


def hint(name: str, near: str | None) -> str:
    """The same as a sentence."""
    return f'No event is called "{name}".' + (f' Did you mean "{near}"?' if near else "")


def _table(stored: StoredEvents, column: str, conditions: Sequence[Condition]) -> Masks:
    values = values_of(stored, column)
    table = np.full(len(values), _ALL, dtype=np.uint64)
    for bit, condition in enumerate(conditions):
        for test in (one for one in condition.tests if one.key == column):
            if isinstance(stored, FrameEvents):
                _check_kinds(test, values)
            met = np.fromiter(_met(test, values), dtype=np.bool_, count=len(values))
            table[~met] &= ~np.uint64(1 << bit)
    return table


def _met(test: Test, values: Sequence[Any]) -> Iterator[bool]:
    """Whether each value meets the test; texts that are to be the same are folded here, for there may be millions."""
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    if test.op not in ("is", "in") or not all(isinstance(one, str) for one in wanted):
        return (meets(test, value) for value in values)
    folded = {fold(str(one)) for one in wanted}
    return (
        (value.lower() if value.isascii() else fold(value)) in folded
        if type(value) is str and value
        else meets(test, value)
        for value in values
    )


def _check_kinds(test: Test, values: Sequence[Any]) -> None:
    """A column of numbers compared with text (or the reverse) would match nothing, without a word."""
    there = [value for value in values if not is_missing(value)]
    wanted = test.value[0] if isinstance(test.value, tuple) and test.value else test.value
    if test.op in ("is_missing", "is_present", "before", "after") or not there:
        return
    asks_text, asks_number = isinstance(wanted, str) or test.op in _TEXT, test.op in _NUMBERS or _number(wanted)
    if asks_text and all(_number(value) for value in there):
        text = N_(
            "Column {column!r} holds numbers, and where compares it with the text {value!r}: leave out the quotes."
        )
    elif asks_number and all(isinstance(value, str) for value in there):
        text = N_("Column {column!r} holds text, and where compares it with the number {value!r}: write it in quotes.")
    else:
        return
    raise BadInput("unlike_kinds", text, column=test.key, value=wanted)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
