"""The shape of a mapping: how the columns of a file become people and facts. Saved as YAML beside the file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from suppilo.definition.model.base import ValueRefused

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Words = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str | int | float) else value)
]
Kind = Literal["email", "phone", "external", "visitor"]
State = Literal["granted", "withdrawn"]


class Part(BaseModel):
    """A frozen piece of the document; unknown keys are errors, and a number where a word is meant is that word."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


def _as_column(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class FileShape(Part):
    """How a file is written. "auto" looks at it; `decimal` is the decimal mark of its numbers.

    `format` is csv (any separated text), jsonl (one JSON object a line) or parquet; the rest is about csv.
    `short_rows: fill` takes a row that ends too early as one whose last cells are empty; else it is refused.
    """

    format: Literal["auto", "csv", "jsonl", "parquet"] = "auto"
    encoding: str = "auto"
    delimiter: str = "auto"
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    escape: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Literal[".", ","] = "."
    short_rows: Literal["refuse", "fill"] = "refuse"


class Value(Part):
    """A cell of the row, or the same `value` for every row. `values` rewrites cells; a cell not in it stays."""

    column: str | None = None
    value: str | None = None
    values: dict[str, str] = {}

    @model_validator(mode="after")
    def _one_source(self) -> Value:
        if (self.column is None) == (self.value is None):
            raise ValueRefused("value.one_source")
        return self


Source = Annotated[Value, BeforeValidator(_as_column)]


class Moment(Part):
    """A time in a cell. `format`: "auto" (ISO 8601), "unix", "unix_ms" or strptime's; `zone` reads local times."""

    column: str
    format: str = "auto"
    zone: str = "UTC"


Time = Annotated[Moment, BeforeValidator(_as_column)]


class Filled(Part):
    """True when the cell is not missing, and, with `is`, one of these words (upper and lower case alike)."""

    column: str
    equals: Words = Field(default=(), alias="is")


Test = Annotated[Filled, BeforeValidator(_as_column)]


class Join(Part):
    """A second file. `key` is its column, `to` the column of the imported file; one row may match many."""

    file: str
    key: str
    to: str | None = None
    shape: FileShape = FileShape()


class PersonRule(Part):
    """What is known of the person beside attributes."""

    language: Source | None = None
    country: Source | None = None
    zone: Source | None = None


class ConsentRule(Part):
    """A consent. A cell that is not among `states` refuses the row; a missing one says nothing.

    An address that several people read (info@, sales@) is not subscribed by a file, whatever the cell says, unless
    `role_addresses` says so.
    """

    purpose: Id
    channel: Literal["email", "sms", "push"] = "email"
    column: str
    states: dict[str, State | Literal["unsaid"]]
    at: Time | None = None
    role_addresses: bool = False


class FactRule(Part):
    """A fact of each row, or of each joined row when it names columns of a joined file.

    Without `at` it happened when the import was first begun. `id` names the columns that make it one and the same
    when it is met again; without it, the whole fact does.
    """

    fact: Id
    when: Test | None = None
    at: Time | None = None
    id: Words = ()
    properties: dict[Id, Source] = {}


class Mapping(Part):
    """How a file becomes people and facts. `name` is the source that its facts carry."""

    name: Id
    file: FileShape = FileShape()
    missing: Words = ()
    joins: dict[Id, Join] = {}
    identifiers: dict[Kind, Source] = Field(min_length=1)
    at: Time | None = None
    person: PersonRule = PersonRule()
    attributes: dict[Id, Source] = {}
    consents: tuple[ConsentRule, ...] = ()
    facts: tuple[FactRule, ...] = ()
