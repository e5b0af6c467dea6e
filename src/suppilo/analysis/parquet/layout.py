"""What an export consists of: a card that names the dictionaries, and one file a bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from suppilo.analysis.errors import N_, BadInput

CARD = "events.json"
#: Columns that are not properties.
PERSON, TIME, NAME, ACT = "person", "time", "name", "act"
FORMAT = 1
_KINDS = {str: "text", bool: "bool", int: "number", float: "number"}


@dataclass(frozen=True)
class Card:
    """The dictionaries that all buckets share, how many buckets and events there are, and when the events happened.

    `values[column]` lists a property's values by code, None first. `kinds[column]` is text, number, bool or mixed: a
    mixed column is written as text, values that are no text as JSON. `first_us`/`last_us` are None without events.
    """

    buckets: int
    events: int
    names: Sequence[str]
    acts: Sequence[bool]
    values: Mapping[str, Sequence[Any]]
    kinds: Mapping[str, str]
    first_us: int | None
    last_us: int | None
    format: int = FORMAT


def file_of(folder: Path, bucket: int) -> Path:
    """Where the events of a bucket lie."""
    return folder / f"bucket={bucket:04}" / "events.parquet"


def write_card(folder: Path, card: Card) -> None:
    """Written last: without it the folder is no export."""
    (folder / CARD).write_text(json.dumps(asdict(card), ensure_ascii=False), encoding="utf-8")


def read_card(folder: Path) -> Card:
    """Raises BadExport when the folder has no card, or one of another format."""
    try:
        content = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        text = N_("{folder} is no export of events: {card} is missing. Export anew.")
        raise BadInput("no_export", text, folder=folder, card=CARD) from None
    except ValueError as problem:
        text = N_("{path} cannot be read ({problem}). Export anew.")
        raise BadInput("bad_export", text, path=folder / CARD, problem=problem) from problem
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        text = N_("{path} is of another format than {format}. Export anew with this version.")
        raise BadInput("bad_export", text, path=folder / CARD, format=FORMAT)
    return Card(**content)


def kind_of(values: Sequence[Any]) -> str:
    """The type that a column of these values (the first, None, left out) is written as."""
    kinds = {_KINDS.get(type(one), "mixed") for one in values[1:]} or {"text"}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def written(value: Any, kind: str) -> Any:
    """A value as it stands in a column of that kind."""
    if value is None or kind != "mixed":
        return value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
